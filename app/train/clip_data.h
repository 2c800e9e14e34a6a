// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "train/captions.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <random>
#include <span>
#include <vector>

namespace plumbline::train {

/// Frames → [3, F, H, W] f32 in [-1, 1].
[[nodiscard]] at::Tensor to_tensor(std::span<const api::Image> frames);
/// Captions that training may see, in index order.
[[nodiscard]] std::vector<Caption> training_captions();
/// Captions that it may not, in a fixed scattered order.
[[nodiscard]] std::vector<Caption> held_out_captions();

/// Endless clips of training captions; every call draws a new one. Of one frame: pictures, each a
/// random moment of a clip.
class ClipSource {
public:
    ClipSource(std::uint64_t seed, int size, int frames);
    struct Sample {
        Caption caption;
        at::Tensor clip;  // [3, F, H, W]
    };
    [[nodiscard]] Sample next();
    /// A clip of this caption.
    [[nodiscard]] Sample next(const Caption& caption);
    [[nodiscard]] std::mt19937_64& random() { return random_; }

private:
    std::vector<Caption> captions_;
    std::mt19937_64 random_;
    int size_, frames_;
};

}  // namespace plumbline::train
