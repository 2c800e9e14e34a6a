// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_form.h"
#include "tools/case_kinds.h"

#include <ATen/ATen.h>

namespace plumbline::tools {
namespace {

using Results = std::map<std::string, at::Tensor>;

/// What goes into the stack.
void keep_input(const models::Streams& streams,
                const models::BlockContext& context,
                Results& results) {
    results["tokens_in"] = streams.image;
    results["temb"] = context.time_embedding;
    results["temb_proj"] = context.modulation.flatten(1);
    if (streams.text.defined()) results["text_refined"] = streams.text;
}

/// The streams after every block, [blocks, B, L, D].
void keep_blocks(const std::vector<models::Streams>& after, int probe_blocks, Results& results) {
    const auto stack = [&](auto first, auto last, auto part) {
        std::vector<at::Tensor> parts;
        for (auto streams = first; streams != last; ++streams) parts.push_back(part(*streams));
        return at::stack(parts);
    };
    const auto image = [](const models::Streams& streams) { return streams.image; };
    const auto single = after.begin() + probe_blocks;
    results["block_out"] = stack(after.begin(), after.end(), image);
    if (single == after.end()) return;
    results["double_out"] = stack(after.begin(), single, image);
    results["single_out_image"] = stack(single, after.end(), image);
    results["single_out"] = stack(single, after.end(), [](const models::Streams& streams) {
        return at::cat({streams.text, streams.image}, 1);
    });
}

}  // namespace

CaseResults run_forward_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    std::optional<std::int64_t> text_length;
    if (params.has("text_len")) text_length = params.integer("text_len");
    const DenoiserModel& model =
        run.models().denoiser(run.recorded().model, run.dtype(), text_length);
    const CaseForm& form = form_of(model.family->id);
    models::Denoiser& denoiser = *model.denoiser;
    params.expect_only({form.forward_parameters});
    const at::Tensor latents = form.latents_in(run.input(std::string(form.latents)));
    const models::Conditioning given = form.conditioning(run, std::string(form.context));
    check_notes(params, latents, given);

    const models::Conditioning conditioning = denoiser.prepare(given);
    const at::Tensor timesteps = run.input("timesteps").to(at::kCPU, at::kDouble) * form.time_scale;
    CaseResults results;
    std::vector<at::Tensor> outputs;
    for (std::int64_t i = 0; i < timesteps.numel(); ++i) {
        models::BlockContext shared;
        models::Streams streams =
            denoiser.embed(latents, timesteps[i].item<double>(), conditioning, shared);
        if (i == 0) keep_input(streams, shared, results.tensors);
        std::vector<models::Streams> after;
        for (int block = 0; block < denoiser.shape().blocks; ++block) {
            run.checkpoint()();
            streams = denoiser.run_block(block, streams, shared);
            if (i == 0) after.push_back(streams);
        }
        if (i == 0) keep_blocks(after, denoiser.shape().probe_blocks, results.tensors);
        outputs.push_back(form.latents_out(denoiser.head(streams, shared)));
    }
    results.tensors["out"] = at::stack(outputs);
    return results;
}

}  // namespace plumbline::tools
