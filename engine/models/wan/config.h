// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/config_hints.h"
#include "models/rename.h"
#include "tensor_io/weight_map.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::models::wan {

/// Sizes of a Wan 2.1 DiT. Everything but the head count, the text length and eps is read from the
/// tensors.
struct Config {
    std::int64_t dim = 1536;
    std::int64_t ffn_dim = 8960;
    std::int64_t freq_dim = 256;
    std::int64_t text_dim = 4096;
    std::int64_t text_len = 512;
    std::int64_t in_channels = 16;
    std::int64_t out_channels = 16;
    std::int64_t heads = 12;
    int layers = 30;
    std::int64_t image_dim = 0;  // 0: text-to-video
    double eps = 1e-6;

    [[nodiscard]] std::int64_t head_dim() const { return dim / heads; }
    [[nodiscard]] bool image_to_video() const { return image_dim > 0; }
    /// Real dimensions of a head that turn with time, height, width: h = w = 2·floor(dh/6), t = the
    /// rest.
    [[nodiscard]] std::array<std::int64_t, 3> rope_axes() const;
};

/// Sizes from canonical tensors. Without a head count in the hints the head dimension is 128.
/// Throws Error{Input} when a key tensor is missing, sizes contradict each other or the hints.
[[nodiscard]] Config detect_config(const tensor_io::WeightMap& canonical, const ConfigHints& hints);

/// Name and shape of every tensor of such a model, canonical (original) names.
[[nodiscard]] std::vector<std::pair<std::string, std::vector<std::int64_t>>> parameters(
    const Config& config);

/// Original, diffusers and ComfyUI (prefixed original) names → original names. Names that are no
/// Wan names stay as they are, so that a strict load can name them.
[[nodiscard]] tensor_io::WeightMap canonical_names(const tensor_io::WeightMap& weights);
/// How diffusers calls the canonical tensors.
[[nodiscard]] const NameTable& name_table();
/// True when the tensors are a Wan DiT in any layout.
[[nodiscard]] bool is_wan(const tensor_io::WeightMap& weights);

}  // namespace plumbline::models::wan
