// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vae/vae.h"

#include <functional>

namespace plumbline::pipeline {

/// Said of a decode that had to be begun anew.
inline constexpr const char* kTiledInstead =
    "the decode ran out of memory and was done again in tiles; frames may differ slightly from "
    "those of a decode in one piece";

/// Decodes, and once more in tiles when memory does not suffice. restart: what came so far is void,
/// the frames begin anew; called before the second try. Throws what the decoder throws, the second
/// try's trouble too.
void decode_or_tile(vae::Vae& vae,
                    const at::Tensor& latents,
                    vae::DecodeOptions options,
                    const vae::FrameSink& sink,
                    const std::function<void()>& restart);

}  // namespace plumbline::pipeline
