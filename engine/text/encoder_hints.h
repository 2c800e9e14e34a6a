// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace plumbline::text {

/// What a config.json says of an encoder that its tensors cannot tell.
struct EncoderHints {
    std::optional<std::int64_t> heads;  // num_attention_heads
    std::optional<double> rope_theta, norm_epsilon;
};

/// config: an encoder's configuration, or that of a model of several parts, in which the encoder's
/// lies under `section` (text_config, vision_config). origin: for messages. Throws Error{Input}
/// when a value is not a positive number.
[[nodiscard]] EncoderHints hints_in(const nlohmann::json& config,
                                    const std::string& section,
                                    const std::string& origin);

/// From the config.json beside a weight file (or in a weight folder); nothing when there is none.
/// Throws Error{Input} when it is damaged.
[[nodiscard]] EncoderHints hints_beside(const std::filesystem::path& weights,
                                        const std::string& section);

}  // namespace plumbline::text
