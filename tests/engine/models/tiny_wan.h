// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/wan/config.h"
#include "models/wan/denoiser.h"

namespace plumbline::models::wan {

/// What tensors of the golden models cannot tell.
inline ConfigHints two_heads() {
    ConfigHints hints;
    hints.heads = 2;
    return hints;
}

/// A model of any naming, ready to run.
inline WanDenoiser open(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap canonical = canonical_names(weights);
    return {canonical, detect_config(canonical, two_heads()), {}};
}

/// context: [B, l, text_dim]. Not prepared.
inline Conditioning conditioning_of(const at::Tensor& context) {
    Conditioning conditioning;
    conditioning.context = context;
    return conditioning;
}

}  // namespace plumbline::models::wan
