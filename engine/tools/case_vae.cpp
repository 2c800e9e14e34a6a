// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_kinds.h"
#include "tools/decode_whole.h"

#include <ATen/ATen.h>

namespace plumbline::tools {
namespace {

/// An input as a clip: a picture [B, C, H, W] gets a time axis.
at::Tensor as_clip(const at::Tensor& input) {
    return input.dim() == 4 ? input.unsqueeze(2) : input;
}

}  // namespace

CaseResults run_vae_case(const CaseRun& run) {
    const CaseParams& params = run.params();
    vae::Vae& vae = run.models().vae(run.recorded().model, run.dtype());
    params.expect_only({{"frames", "height", "width", "seed", "dtype"}});
    const bool picture = run.recorded().has("image", TensorRole::Input);
    const at::Tensor clip = as_clip(run.input(picture ? "image" : "clip"));
    params.expect_integer("frames", clip.size(2));
    params.expect_integer("height", clip.size(3));
    params.expect_integer("width", clip.size(4));

    const vae::DecodeOptions options = run.decode_options();
    CaseResults results;
    auto& tensors = results.tensors;
    tensors["latent_mean"] = vae.posterior_mean(clip, options);
    tensors["latent_normalised"] = vae.encode(clip, options);
    const at::Tensor given = run.optional_input("z");
    const at::Tensor z = given.defined() ? as_clip(given) : tensors["latent_normalised"];
    const at::Tensor raw = vae.decode_raw(vae.denormalise(z), options);
    // Where a case tells the two apart, "decoded" is what a run shows.
    const bool clamped = run.recorded().has("decoded_raw", TensorRole::Result);
    tensors["decoded"] = clamped ? decode_whole(vae, z, options) : raw;
    tensors["decoded_raw"] = raw;
    tensors["round_trip"] = decode_whole(vae, tensors["latent_normalised"], options);
    if (picture) {
        for (auto& [name, tensor] : tensors) tensor = tensor.squeeze(2);
    }
    return results;
}

}  // namespace plumbline::tools
