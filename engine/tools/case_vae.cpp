// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_kinds.h"
#include "tools/decode_whole.h"

#include <ATen/ATen.h>

namespace plumbline::tools {

CaseResults run_vae_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    vae::WanVae& vae = run.models().wan_vae(run.recorded().model, run.dtype());
    params.expect_only({{"frames", "height", "width", "seed", "dtype"}});
    const at::Tensor clip = run.input("clip");
    params.expect_integer("frames", clip.size(2));
    params.expect_integer("height", clip.size(3));
    params.expect_integer("width", clip.size(4));

    const vae::DecodeOptions options = run.decode_options();
    const at::Tensor z = run.input("z");
    CaseResults results;
    results.tensors["latent_mean"] = vae.posterior(clip, options).narrow(1, 0, z.size(1));
    results.tensors["latent_normalised"] = vae.encode(clip, options);
    results.tensors["decoded_raw"] = vae.decode_raw(vae.denormalise(z), options);
    results.tensors["decoded"] = decode_whole(vae, z, options);
    results.tensors["round_trip"] =
        decode_whole(vae, results.tensors["latent_normalised"], options);
    return results;
}

}  // namespace plumbline::tools
