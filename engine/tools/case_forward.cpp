// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_kinds.h"

#include <ATen/ATen.h>

namespace plumbline::tools {
namespace {

/// The notes about the inputs must be true of them; the seed says how they were drawn and has no
/// test.
void check_notes(const CaseParams& params, const at::Tensor& latents, const at::Tensor& context) {
    params.expect_integer("frames", latents.size(2));
    params.expect_integer("height", latents.size(3));
    params.expect_integer("width", latents.size(4));
    params.expect_integer("text_tokens", context.size(0));
}

}  // namespace

CaseResults run_forward_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    std::optional<std::int64_t> text_length;
    if (params.has("text_len")) text_length = params.integer("text_len");
    models::Denoiser& denoiser = run.models().wan(run.recorded().model, run.dtype(), text_length);
    params.expect_only({{"frames", "height", "width", "text_tokens", "text_len", "seed", "dtype"}});
    const at::Tensor latents = run.input("latents");
    const at::Tensor context = run.input("context");
    check_notes(params, latents, context);

    const models::Conditioning conditioning = denoiser.prepare(run.conditioning(context));
    const at::Tensor timesteps = run.input("timesteps").to(at::kCPU, at::kDouble);
    CaseResults results;
    std::vector<at::Tensor> outputs;
    for (std::int64_t i = 0; i < timesteps.numel(); ++i) {
        models::BlockContext shared;
        models::Streams streams =
            denoiser.embed(latents, timesteps[i].item<double>(), conditioning, shared);
        std::vector<at::Tensor> residual_stream;
        if (i == 0) {
            results.tensors["tokens_in"] = streams.image;
            results.tensors["temb"] = shared.time_embedding;
            results.tensors["temb_proj"] = shared.modulation.flatten(1);
        }
        for (int block = 0; block < denoiser.shape().blocks; ++block) {
            run.checkpoint()();
            streams = denoiser.run_block(block, streams, shared);
            if (i == 0) residual_stream.push_back(streams.image);
        }
        if (i == 0) results.tensors["block_out"] = at::stack(residual_stream);
        outputs.push_back(denoiser.head(streams, shared));
    }
    results.tensors["out"] = at::stack(outputs);
    return results;
}

}  // namespace plumbline::tools
