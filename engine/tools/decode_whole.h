// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vae/vae.h"

#include <ATen/core/Tensor.h>

namespace plumbline::tools {

/// All frames of normalised latents [1, C, T, h, w] at once, on the host: [1, 3, F, H, W] f32,
/// clamped.
[[nodiscard]] at::Tensor decode_whole(vae::Vae& vae,
                                      const at::Tensor& latents,
                                      const vae::DecodeOptions& options);

}  // namespace plumbline::tools
