// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_kinds.h"

#include <algorithm>
#include <cmath>

namespace plumbline::tools {
namespace {

/// The recordings state their constants in single precision.
void expect_constants(const CaseParams& params,
                      std::string_view key,
                      const std::array<double, 3>& ours) {
    const bool same = std::ranges::equal(params.numbers(key), ours,
                                         [](double a, double b) { return std::abs(a - b) < 1e-7; });
    if (!same) params.refuse(key, "CLIP's is another");
}

}  // namespace

CaseResults run_image_encoder_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    params.expect_only({{"seed", "mean", "std"}});  // the seed made the picture, which is stored
    expect_constants(params, "mean", text::kClipMean);
    expect_constants(params, "std", text::kClipDeviation);
    const text::ClipVisionEncoder& encoder = run.models().clip_vision(run.recorded().model);
    const at::Tensor pixels = encoder.preprocess(run.input("image"));
    const at::Tensor states = encoder.encode(pixels, run.checkpoint());
    CaseResults results;
    results.tensors["pixel_values"] = pixels;
    results.tensors["hidden_minus_2"] = states;
    results.tensors["image_embeds"] = encoder.project(states);
    return results;
}

}  // namespace plumbline::tools
