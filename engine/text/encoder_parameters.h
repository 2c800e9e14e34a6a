// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::text {

/// Name and shape of every tensor that an encoder consists of, canonical names.
using EncoderParameters = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;

// What an encoder of these sizes consists of. canonical: what canonical_…_names gave. Sizes are
// read from any tensor that tells them, so that a missing one hides no other; what no tensor tells
// is that of the published model. Source: engine specification 1.10.
[[nodiscard]] EncoderParameters clip_text_parameters(const tensor_io::WeightMap& canonical);
/// The projection only where the file has one: nothing here reads it.
[[nodiscard]] EncoderParameters clip_vision_parameters(const tensor_io::WeightMap& canonical);
/// All layers, also those that HunyuanVideo does not read.
[[nodiscard]] EncoderParameters llama_parameters(const tensor_io::WeightMap& canonical);

}  // namespace plumbline::text
