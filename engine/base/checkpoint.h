// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace plumbline {

/// Asked between blocks, encoder layers, loaded tensors, VAE chunks, tiles and frames: sleeps while
/// the run is paused and throws Cancelled when it was stopped. An empty one never stops anything.
class Checkpoint {
public:
    Checkpoint() = default;
    explicit Checkpoint(std::function<void()> ask) : ask_(std::move(ask)) {}

    void operator()() const {
        if (ask_) ask_();
    }

private:
    std::function<void()> ask_;
};

}  // namespace plumbline
