// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/golden_tensors.h"
#include "vae/registry.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace plumbline::tests {

/// Norms of four groups, which no tensor tells.
inline vae::VaeHints tiny_hints() {
    return {.norm_groups = 4, .scaling_factor = {}, .shift_factor = {}};
}

inline std::unique_ptr<vae::Vae> open_tiny(const std::string& model,
                                           const std::string& naming = "diffusers") {
    return vae::open_vae(golden(model + "/weights_" + naming + ".safetensors"), tiny_hints(), {});
}

/// All frames that a decode gives; fails when they do not come in order.
inline at::Tensor decode_all(vae::Vae& vae,
                             const at::Tensor& z,
                             const vae::DecodeOptions& options = {}) {
    std::vector<at::Tensor> parts;
    std::int64_t next = 0;
    vae.decode(z, options, [&](const at::Tensor& frames, std::int64_t first) {
        EXPECT_EQ(first, next);
        next += frames.size(2);
        parts.push_back(frames);
    });
    EXPECT_EQ(next, vae.frames_of(z.size(2)));
    return at::cat(parts, 2);
}

/// Stops at the question after `left` more.
inline vae::DecodeOptions stop_after(int& left) {
    vae::DecodeOptions options;
    options.checkpoint = Checkpoint([&left] {
        if (--left < 0) throw Cancelled{};
    });
    return options;
}

}  // namespace plumbline::tests
