// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/preview_fit.h"

#include "train/clip_data.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

namespace plumbline::train {
namespace {

/// [3, F, H, W] → [3, T, H/8, W/8]: the first frame alone, then means of four.
at::Tensor mean_colours(const at::Tensor& clip) {
    const at::Tensor small = at::avg_pool2d(clip.movedim(1, 0), 8).movedim(0, 1);
    const at::Tensor first = small.narrow(1, 0, 1);
    if (small.size(1) == 1) return first;
    const at::Tensor rest =
        small.narrow(1, 1, small.size(1) - 1).unflatten(1, {(small.size(1) - 1) / 4, 4}).mean(2);
    return at::cat({first, rest}, 1);
}

}  // namespace

vae::PreviewMatrix fit_preview(vae::Vae& vae, int clips, int size, int frames, std::uint64_t seed) {
    const c10::NoGradGuard no_grad;
    ClipSource source(seed, size, frames);
    std::vector<at::Tensor> latents, colours;
    for (int i = 0; i < clips; ++i) {
        const at::Tensor clip = source.next().clip;
        const at::Tensor encoded = vae.encode(
            clip.unsqueeze(0), {.latents_per_chunk = 4, .tiling = {}, .checkpoint = {}})[0];
        latents.push_back(encoded.flatten(1).t());
        colours.push_back(mean_colours(clip).flatten(1).t());
    }
    return vae::fit_preview_matrix(at::cat(latents), at::cat(colours));
}

}  // namespace plumbline::train
