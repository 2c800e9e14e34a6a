// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config_hints.h"
#include "models/dual_stream_denoiser.h"
#include "models/rename.h"
#include "tensor_io/weight_map.h"

#include <cstdint>
#include <vector>

namespace plumbline::models::flux {

/// Sizes of a Flux.1 transformer; all are read from the tensors but the axes of a head, for which
/// hints may speak. Latents have a time axis of 1.
struct Config {
    DualStreamConfig stack{.double_blocks = 19,
                           .single_blocks = 38,
                           .rope_theta = 10000.0,
                           .text_first = true};
    DualStreamEnds ends;
    std::int64_t text_dim = 4096;
    std::int64_t text_len = 512;  // rows of the padded text, all of which take part
};

/// Throws Error{Input} when a key tensor is missing, sizes contradict each other or the hints.
[[nodiscard]] Config detect_config(const tensor_io::WeightMap& canonical, const ConfigHints& hints);
/// Name and shape of every tensor of such a model, canonical names.
[[nodiscard]] std::vector<Parameter> parameters(const Config& config);
/// Original, diffusers and ComfyUI (prefixed original) names → original names.
[[nodiscard]] tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights);
/// How diffusers calls the canonical tensors.
[[nodiscard]] const NameTable& name_table();
/// True when the tensors are a Flux.1 transformer in any layout.
[[nodiscard]] bool is_flux(const tensor_io::WeightMap& weights);

}  // namespace plumbline::models::flux
