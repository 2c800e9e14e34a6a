// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <cstddef>
#include <map>
#include <memory>

namespace plumbline::ui {

using ErrorMapPointer = std::shared_ptr<const api::ErrorMap>;

/// Where the probe error of one run sat, step by step and summed. Data only. Memory is bounded: of
/// a long run the oldest maps go, the sum keeps them.
class ErrorMaps {
public:
    /// Most bytes of maps of single steps; about 500 steps of 832 x 480 pixels and 81 frames.
    static constexpr std::size_t kMostBytes = std::size_t{64} << 20;

    enum class State { Held, NoProbe, NotAsked, Dropped };

    explicit ErrorMaps(std::size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

    void clear();
    /// Takes the maps out of a step: the mean of its branches.
    void append(const api::StepEvent& event);

    [[nodiscard]] bool empty() const { return sum_ == nullptr; }
    /// Null when there is none; state() says why.
    [[nodiscard]] ErrorMapPointer of_step(int step) const;
    [[nodiscard]] State state(int step) const;
    /// Over every step that had one; null before the first.
    [[nodiscard]] ErrorMapPointer sum() const { return sum_; }
    [[nodiscard]] int summed_steps() const { return summed_; }
    /// The newest step with a map; below 0: none.
    [[nodiscard]] int newest() const { return maps_.empty() ? -1 : maps_.rbegin()->first; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    void add_to_sum(const api::ErrorMap& map);

    std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    std::map<int, ErrorMapPointer> maps_;  // by step
    std::map<int, bool> without_;          // steps without one: whether a probe ran
    std::shared_ptr<const api::ErrorMap> sum_;
    int summed_ = 0;
};

}  // namespace plumbline::ui
