// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/encoder_hints.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kConfigLimit = std::size_t{1} << 20;

std::optional<double> positive(const json& config, const char* key, const std::string& origin) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null()) return std::nullopt;
    if (!found->is_number() || !(found->get<double>() > 0.0)) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: {} is {}, a positive number was expected", origin, key, found->dump()),
            "Get the configuration again.");
    }
    return found->get<double>();
}

}  // namespace

EncoderHints hints_in(const json& config, const std::string& section, const std::string& origin) {
    EncoderHints hints;
    if (!config.is_object()) return hints;
    const auto inner = config.find(section);
    const json& own = inner != config.end() && inner->is_object() ? *inner : config;
    if (const auto heads = positive(own, "num_attention_heads", origin))
        hints.heads = static_cast<std::int64_t>(*heads);
    hints.rope_theta = positive(own, "rope_theta", origin);
    hints.norm_epsilon = positive(own, "rms_norm_eps", origin);
    return hints;
}

EncoderHints hints_beside(const fs::path& weights, const std::string& section) {
    std::error_code fault;
    const fs::path folder = fs::is_directory(weights, fault) ? weights : weights.parent_path();
    const fs::path config = folder / "config.json";
    if (!fs::is_regular_file(config, fault)) return {};
    const json content = json::parse(base::read_file(config, kConfigLimit), nullptr, false);
    if (!content.is_object()) {
        throw Error(ErrorKind::Input, fmt::format("{} is not a JSON object", config.string()),
                    "Get the configuration again, or remove it.");
    }
    return hints_in(content, section, config.string());
}

}  // namespace plumbline::text
