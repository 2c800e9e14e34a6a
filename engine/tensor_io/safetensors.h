// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::tensor_io {

/// One .safetensors file. The header is validated in full: its length against the file, JSON form,
/// dtype, shape (no negative size, no product beyond the file), byte ranges (inside the data,
/// matching shape × dtype, no overlap, no hole), names given twice. Throws Error{Input} with one
/// line.
[[nodiscard]] WeightMap open_safetensors(const std::filesystem::path& path);
/// A *.index.json with "weight_map": every shard it names must exist and hold exactly the tensors
/// it says.
[[nodiscard]] WeightMap open_safetensors_index(const std::filesystem::path& index_path);

/// Writes tensors (CPU, made contiguous) in the order given, keys sorted by the format's rule
/// (dtype size descending, then name), through a PendingFile. Deterministic: equal input, equal
/// bytes.
void write_safetensors(const std::filesystem::path& path,
                       const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata = {},
                       bool overwrite = true);

}  // namespace plumbline::tensor_io
