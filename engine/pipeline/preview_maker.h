// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "pipeline/run_plan.h"
#include "vae/tiny_decoder.h"

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <optional>
#include <string>

namespace plumbline::pipeline {

/// The tiny decoder of this family in a model's folder, its "vae" or its "vae_approx", by the names
/// under which they are published; empty when there is none.
[[nodiscard]] std::filesystem::path find_preview_decoder(const std::filesystem::path& folder,
                                                         const std::string& family);

/// Shows what latents will look like: by a tiny decoder where there is a file of one, else by the
/// family's linear colours.
class PreviewMaker {
public:
    /// A file that the recipe names must be one that fits: throws Error{Input}. One that was found
    /// beside the model and does not is left out and `trouble` says why.
    PreviewMaker(const RunPlan& plan, const Checkpoint& checkpoint);

    /// latents: [1, C, T, h, w], a prediction of the finished ones. → [1, 3, T, H, W] f32 in [-1,
    /// 1] on the CPU.
    [[nodiscard]] at::Tensor frames(const at::Tensor& latents) const;
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

private:
    const vae::PreviewMatrix& colours_;
    std::optional<vae::TinyDecoder> decoder_;
    std::int64_t most_pixels_;
    std::string trouble_;
};

}  // namespace plumbline::pipeline
