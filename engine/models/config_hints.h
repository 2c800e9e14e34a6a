// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::models {

/// What a config.json says; it fills in what tensors cannot tell and is checked against what they
/// can.
struct ConfigHints {
    std::optional<std::int64_t> heads, head_dim, text_len, dim, layers, ffn_dim, norm_groups;
    std::optional<double> eps, rope_theta;
    std::vector<std::int64_t> rope_axes;  // real dimensions of a head by axis; empty: not said
    std::string origin;                   // for messages
};

/// Reads original (num_heads, text_len, …) and diffusers (num_attention_heads, …) keys.
/// Throws Error{Input} when the file is not a JSON object or a value is not a positive number.
[[nodiscard]] ConfigHints read_config_json(const std::filesystem::path& path);
/// The same of an object that has been read. origin: for messages.
[[nodiscard]] ConfigHints read_config(const nlohmann::json& object, std::string origin);

}  // namespace plumbline::models
