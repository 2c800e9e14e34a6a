// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace plumbline::tensor_io {

/// "weight_map" of a *.index.json: tensor name to shard file name. Shard names are checked to be
/// plain file names. Throws Error{Input} for anything else, and for a tensor listed twice.
[[nodiscard]] std::map<std::string, std::string> read_safetensors_index(
    const std::filesystem::path& index_path);

/// The *.index.json beside this file that lists it. Empty when the name is not that of a shard.
/// Throws Error{Input} when it is one of several shards and their index is not there.
[[nodiscard]] std::filesystem::path index_of_shard(const std::filesystem::path& path);

}  // namespace plumbline::tensor_io
