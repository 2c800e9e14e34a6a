// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_form.h"
#include "tools/case_kinds.h"

#include <ATen/ATen.h>

namespace plumbline::tools {

CaseResults run_unet_case(const CaseRun& run) {
    const DenoiserModel& model = run.models().denoiser(run.recorded().model, run.dtype(), {});
    const CaseForm& form = form_of(model.family->id);
    models::Denoiser& denoiser = *model.denoiser;
    run.params().expect_only({form.forward_parameters});
    const at::Tensor latents = form.latents_in(run.input(std::string(form.latents)));
    const models::Conditioning given = form.conditioning(run, std::string(form.context));
    check_notes(run.params(), latents, given);

    const models::Conditioning conditioning = denoiser.prepare(given);
    const at::Tensor timesteps = run.input("timesteps").to(at::kCPU, at::kDouble) * form.time_scale;
    std::vector<at::Tensor> outputs;
    for (std::int64_t i = 0; i < timesteps.numel(); ++i) {
        models::BlockContext shared;
        models::Streams streams =
            denoiser.embed(latents, timesteps[i].item<double>(), conditioning, shared);
        while (streams.at < denoiser.shape().blocks) {
            run.checkpoint()();
            streams = denoiser.run_block(streams.at, streams, shared);
        }
        outputs.push_back(form.latents_out(denoiser.head(streams, shared)));
    }
    CaseResults results;
    results.tensors["out"] = at::cat(outputs);
    return results;
}

}  // namespace plumbline::tools
