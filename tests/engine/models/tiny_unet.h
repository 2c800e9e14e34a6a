// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/unet/denoiser.h"
#include "support/golden_tensors.h"

#include <string>

namespace plumbline::models::unet {

/// What tensors of the golden model cannot tell: its config.json says "attention_head_dim": 2,
/// which counts heads.
inline ConfigHints two_heads() {
    ConfigHints hints;
    hints.head_dim = 2;
    hints.norm_groups = 4;
    return hints;
}

inline tensor_io::WeightMap tiny(const std::string& naming = "original") {
    return plumbline::tests::golden("sd15_unet_tiny/weights_" + naming + ".safetensors");
}

/// A model of any naming, ready to run.
inline UnetDenoiser open(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap canonical = canonical_names(weights);
    return {canonical, detect_config(canonical, two_heads()), {}};
}

}  // namespace plumbline::models::unet
