// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/decode_whole.h"

#include "base/check.h"

#include <ATen/ATen.h>

namespace plumbline::tools {

at::Tensor decode_whole(vae::Vae& vae,
                        const at::Tensor& latents,
                        const vae::DecodeOptions& options) {
    std::vector<at::Tensor> parts;
    std::int64_t frames = 0;
    vae.decode(latents, options, [&](const at::Tensor& part, std::int64_t first_frame) {
        PLUMBLINE_CHECK(first_frame == frames, "frame {} came after {} frames", first_frame,
                        frames);
        frames += part.size(2);
        parts.push_back(part.to(at::kCPU));
    });
    return at::cat(parts, 2);
}

}  // namespace plumbline::tools
