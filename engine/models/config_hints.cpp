// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/config_hints.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace plumbline::models {
namespace {

using nlohmann::json;

const json* find(const json& object, const char* key) {
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

[[noreturn]] void refuse(const json& value,
                         const char* key,
                         const std::string& origin,
                         const char* wanted) {
    throw Error(ErrorKind::Input, fmt::format("{}: \"{}\" is {}", origin, key, value.dump()),
                fmt::format("it must be {}", wanted));
}

bool is_size(const json& value) {
    return value.is_number_integer() && value.get<std::int64_t>() > 0 &&
           value.get<std::int64_t>() <= (std::int64_t{1} << 24);
}

std::optional<std::int64_t> positive_integer(const json& object,
                                             const char* key,
                                             const std::string& origin) {
    const json* value = find(object, key);
    if (value == nullptr) return std::nullopt;
    if (!is_size(*value)) refuse(*value, key, origin, "a positive whole number");
    return value->get<std::int64_t>();
}

std::optional<double> positive_number(const json& object,
                                      const char* key,
                                      const std::string& origin) {
    const json* value = find(object, key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_number() || !(value->get<double>() > 0))
        refuse(*value, key, origin, "a positive number");
    return value->get<double>();
}

std::vector<std::int64_t> axes(const json& object, const char* key, const std::string& origin) {
    const json* value = find(object, key);
    if (value == nullptr) return {};
    if (!value->is_array() || value->size() != 3 || !std::ranges::all_of(*value, is_size))
        refuse(*value, key, origin, "three positive whole numbers");
    return value->get<std::vector<std::int64_t>>();
}

}  // namespace

ConfigHints read_config(const json& object, std::string origin) {
    if (!object.is_object()) {
        throw Error(ErrorKind::Input, fmt::format("{} is not a JSON object", origin),
                    "fetch the model's config.json again");
    }
    ConfigHints hints;
    hints.origin = std::move(origin);
    const auto read = [&](const char* original, const char* diffusers) {
        const auto value = positive_integer(object, original, hints.origin);
        return value ? value : positive_integer(object, diffusers, hints.origin);
    };
    hints.heads = read("num_heads", "num_attention_heads");
    hints.head_dim = positive_integer(object, "attention_head_dim", hints.origin);
    hints.text_len = positive_integer(object, "text_len", hints.origin);
    hints.dim = positive_integer(object, "dim", hints.origin);
    hints.layers = positive_integer(object, "num_layers", hints.origin);
    hints.ffn_dim = positive_integer(object, "ffn_dim", hints.origin);
    hints.norm_groups = positive_integer(object, "norm_num_groups", hints.origin);
    hints.eps = positive_number(object, "eps", hints.origin);
    hints.rope_theta = positive_number(object, "rope_theta", hints.origin);
    hints.rope_axes = axes(object, "rope_axes_dim", hints.origin);  // HunyuanVideo
    if (hints.rope_axes.empty()) hints.rope_axes = axes(object, "axes_dims_rope", hints.origin);
    return hints;
}

ConfigHints read_config_json(const std::filesystem::path& path) {
    const std::string text = base::read_file(path, std::size_t{1} << 20);
    return read_config(json::parse(text, nullptr, /*allow_exceptions=*/false), path.string());
}

}  // namespace plumbline::models
