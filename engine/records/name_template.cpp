// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/name_template.h"

#include "base/error.h"
#include "records/text_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace plumbline::records {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestValue = 80;  // bytes: a name may hold several, 255 in all
constexpr std::string_view kNothing = "none";

char plain(char letter) {
    constexpr std::string_view kSpecial = "/\\:*?\"<>|";
    const auto code = static_cast<unsigned char>(letter);
    if (code < 0x20 || code == 0x7f || kSpecial.find(letter) != std::string_view::npos) return '-';
    return letter == ' ' ? '_' : letter;
}

/// The longest beginning of at most `limit` bytes that ends between two characters of UTF-8.
std::string_view beginning(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    return text.substr(0, limit);
}

/// One word of a file name. Dots at the ends would hide the file or end in an odd name.
std::string word_of(std::string_view value) {
    if (!is_utf8(value)) return std::string(kNothing);
    std::string word(beginning(value, kLongestValue));
    std::ranges::transform(word, word.begin(), plain);
    constexpr std::string_view kEnds = "._-";
    const std::size_t first = word.find_first_not_of(kEnds);
    if (first == std::string::npos) return std::string(kNothing);
    return word.substr(first, word.find_last_not_of(kEnds) - first + 1);
}

std::string value_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_number() ? value.dump() : std::string();
}

void take_size(NameValues& values, const Json& recipe) {
    const std::string size = value_text(recipe.value("size", Json()));
    const std::size_t cross = size.find('x');
    if (cross == std::string::npos) return;
    values["width"] = size.substr(0, cross);
    values["height"] = size.substr(cross + 1);
}

}  // namespace

const std::vector<std::string_view>& name_fields() {
    static const std::vector<std::string_view> fields = {
        "seed", "model", "prompt", "steps", "cache", "width", "height", "codec", "number"};
    return fields;
}

NameValues name_values(std::string_view record) {
    NameValues values;
    const Json json = Json::parse(record, nullptr, /*allow_exceptions=*/false);
    if (!json.is_object() || !json.contains("recipe") || !json["recipe"].is_object()) return values;
    const Json& recipe = json["recipe"];
    for (const char* field : {"seed", "model", "prompt", "steps"}) {
        const std::string text = value_text(recipe.value(field, Json()));
        if (!text.empty()) values[field] = text;
    }
    const Json cache = recipe.value("cache", Json());
    const std::string method =
        cache.is_object() ? value_text(cache.value("method", Json())) : value_text(cache);
    if (!method.empty()) values["cache"] = method;
    take_size(values, recipe);
    return values;
}

std::string expand_name(std::string_view pattern, const NameValues& values) {
    std::string name;
    while (!pattern.empty()) {
        const char letter = pattern.front();
        if (pattern.starts_with("{{") || pattern.starts_with("}}")) {
            name += letter;
            pattern.remove_prefix(2);
            continue;
        }
        if (letter != '{' && letter != '}') {
            name += letter;
            pattern.remove_prefix(1);
            continue;
        }
        const std::size_t end = pattern.find('}');
        if (letter == '}' || end == std::string_view::npos) {
            throw Error(
                ErrorKind::Usage,
                fmt::format("the name has a lone '{}' before '{}'", letter, pattern.substr(1)),
                "write {{ or }} for a brace of the name itself");
        }
        const std::string_view field = pattern.substr(1, end - 1);
        const auto& known = name_fields();
        if (std::ranges::find(known, field) == known.end()) {
            throw Error(ErrorKind::Usage, fmt::format("a name has no placeholder {{{}}}", field),
                        fmt::format("there are {{{}}}", fmt::join(known, "}, {")));
        }
        const auto value = values.find(field);
        name += word_of(value == values.end() ? std::string_view() : value->second);
        pattern.remove_prefix(end + 1);
    }
    return name;
}

bool names_field(std::string_view pattern, std::string_view field) {
    const NameValues marked{{std::string(field), "1"}}, plain{{std::string(field), "2"}};
    return expand_name(pattern, marked) != expand_name(pattern, plain);
}

std::string literal_name(std::string_view name) {
    std::string pattern;
    for (const char letter : name) {
        if (letter == '{' || letter == '}') pattern += letter;
        pattern += letter;
    }
    return pattern;
}

}  // namespace plumbline::records
