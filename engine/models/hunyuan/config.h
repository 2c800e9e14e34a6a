// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config_hints.h"
#include "models/dual_stream_denoiser.h"
#include "models/rename.h"
#include "tensor_io/weight_map.h"

#include <cstdint>
#include <vector>

namespace plumbline::models::hunyuan {

/// Sizes of a HunyuanVideo transformer; all are read from the tensors but the axes and the base of
/// the rotation, for which hints may speak.
struct Config {
    DualStreamConfig stack;
    DualStreamEnds ends;
    std::int64_t text_dim = 4096;
    std::int64_t text_len = 256;
    int refiner_blocks = 2;
    std::int64_t refiner_mlp_dim = 12288;
};

/// Throws Error{Input} when a key tensor is missing, sizes contradict each other or the hints.
[[nodiscard]] Config detect_config(const tensor_io::WeightMap& canonical, const ConfigHints& hints);
/// Name and shape of every tensor of such a model, canonical names.
[[nodiscard]] std::vector<Parameter> parameters(const Config& config);
/// Original, diffusers and ComfyUI names, prefixed or not → the spelling of Flux.1's original
/// names, in which ComfyUI writes them.
[[nodiscard]] tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights);
/// How the authors and diffusers call the canonical tensors.
[[nodiscard]] const NameTable& name_table();
/// True when the tensors are a HunyuanVideo transformer in any layout.
[[nodiscard]] bool is_hunyuan(const tensor_io::WeightMap& weights);

}  // namespace plumbline::models::hunyuan
