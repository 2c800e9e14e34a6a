// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/params.h"

#include "base/error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <system_error>
#include <type_traits>

namespace plumbline::api {
namespace {

/// "a number from 0 to 2", "one of fixed, probe": the second half of every message here.
std::string allowed(const ParamSpec& spec) {
    switch (spec.kind) {
        case ParamKind::Flag: return "true or false";
        case ParamKind::Integer:
            return fmt::format("a whole number from {} to {}", spec.minimum, spec.maximum);
        case ParamKind::Real:
            return fmt::format("a number from {} to {}", spec.minimum, spec.maximum);
        case ParamKind::Choice: return fmt::format("one of {}", fmt::join(spec.choices, ", "));
        case ParamKind::Numbers: return "numbers separated by semicolons, such as 0.5;-2;1e-3";
    }
    return {};
}

[[noreturn]] void refuse(std::string_view method, const ParamSpec& spec, std::string_view text) {
    throw Error(ErrorKind::Usage,
                fmt::format("cache {}: {}={} is not possible", method, spec.key, text),
                "give " + allowed(spec));
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<bool> parse_flag(std::string_view text) {
    if (text == "true" || text == "1" || text == "on" || text == "yes") return true;
    if (text == "false" || text == "0" || text == "off" || text == "no") return false;
    return std::nullopt;
}

/// NaN and infinity fail both comparisons or one of them, so they are never inside.
bool inside(const ParamSpec& spec, double number) {
    return number >= spec.minimum && number <= spec.maximum;
}

/// The value in the kind that the spec asks for, or nothing when it does not fit.
std::optional<ParamValue> fitted(const ParamSpec& spec, const ParamValue& value) {
    switch (spec.kind) {
        case ParamKind::Flag:
            if (std::holds_alternative<bool>(value)) return value;
            break;
        case ParamKind::Integer:
            if (const auto* whole = std::get_if<std::int64_t>(&value)) {
                if (inside(spec, static_cast<double>(*whole))) return value;
            }
            break;
        case ParamKind::Real: {
            double number = std::numeric_limits<double>::quiet_NaN();
            if (const auto* whole = std::get_if<std::int64_t>(&value))
                number = static_cast<double>(*whole);
            if (const auto* real = std::get_if<double>(&value)) number = *real;
            if (inside(spec, number)) return number;
            break;
        }
        case ParamKind::Choice:
            if (const auto* word = std::get_if<std::string>(&value)) {
                if (std::find(spec.choices.begin(), spec.choices.end(), *word) !=
                    spec.choices.end()) {
                    return value;
                }
            }
            break;
        case ParamKind::Numbers:
            if (const auto* text = std::get_if<std::string>(&value)) {
                if (const auto numbers = parse_numbers(*text)) return numbers_text(*numbers);
            }
            break;
    }
    return std::nullopt;
}

std::optional<ParamValue> parsed(ParamKind kind, std::string_view text) {
    switch (kind) {
        case ParamKind::Flag: return parse_flag(text);
        case ParamKind::Integer: return parse_number<std::int64_t>(text);
        case ParamKind::Real: return parse_number<double>(text);
        case ParamKind::Choice:
        case ParamKind::Numbers: return std::string(text);
    }
    return std::nullopt;
}

[[noreturn]] void refuse_key(std::string_view method,
                             const std::vector<ParamSpec>& specs,
                             const std::string& key) {
    std::vector<std::string> known;
    for (const ParamSpec& spec : specs) known.push_back(spec.key);
    throw Error(
        ErrorKind::Usage, fmt::format("cache {} has no parameter '{}'", method, key),
        known.empty() ? "it takes none" : fmt::format("it takes {}", fmt::join(known, ", ")));
}

}  // namespace

std::optional<std::vector<double>> parse_numbers(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\n";
    const auto trimmed = [](std::string_view part) {
        const std::size_t first = part.find_first_not_of(kBlanks);
        if (first == part.npos) return std::string_view();
        return part.substr(first, part.find_last_not_of(kBlanks) - first + 1);
    };
    std::vector<double> numbers;
    std::string_view rest = trimmed(text);
    while (!rest.empty()) {
        const std::size_t end = rest.find(';');
        const auto number = parse_number<double>(trimmed(rest.substr(0, end)));
        if (!number || !std::isfinite(*number)) return std::nullopt;
        numbers.push_back(*number);
        if (end == rest.npos) break;
        rest = rest.substr(end + 1);
        if (rest.empty()) return std::nullopt;  // a semicolon with nothing after it
    }
    return numbers;
}

std::string numbers_text(const std::vector<double>& numbers) {
    return fmt::format("{}", fmt::join(numbers, ";"));
}

std::string to_text(const ParamValue& value) {
    return std::visit(
        [](const auto& held) -> std::string {
            if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::string>) {
                return held;
            } else {
                return fmt::format("{}", held);
            }
        },
        value);
}

ParamValue parse_value(std::string_view method, const ParamSpec& spec, std::string_view text) {
    if (const auto value = parsed(spec.kind, text)) {
        if (const auto result = fitted(spec, *value)) return *result;
    }
    refuse(method, spec, text);
}

Params complete(std::string_view method, const std::vector<ParamSpec>& specs, const Params& given) {
    Params result;
    for (const ParamSpec& spec : specs) result.emplace(spec.key, spec.default_value);
    for (const auto& [key, value] : given) {
        const auto spec =
            std::find_if(specs.begin(), specs.end(),
                         [&key = key](const ParamSpec& one) { return one.key == key; });
        if (spec == specs.end()) refuse_key(method, specs, key);
        const auto fit = fitted(*spec, value);
        if (!fit) refuse(method, *spec, to_text(value));
        result[key] = *fit;
    }
    return result;
}

MethodText parse_method(std::string_view text) {
    const auto bad = [text](const std::string& what) {
        return Error(ErrorKind::Usage, fmt::format("cache '{}': {}", text, what),
                     "write METHOD or METHOD:key=value,key=value");
    };
    const std::size_t colon = text.find(':');
    MethodText result{.method = std::string(text.substr(0, colon)), .values = {}};
    if (result.method.empty()) throw bad("the method is missing");
    if (colon == std::string_view::npos) return result;
    std::string_view rest = text.substr(colon + 1);
    for (bool more = true; more;) {
        const std::size_t comma = rest.find(',');
        const std::string_view part = rest.substr(0, comma);
        more = comma != std::string_view::npos;
        rest = more ? rest.substr(comma + 1) : std::string_view{};
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0) {
            throw bad(fmt::format("'{}' is not key=value", part));
        }
        const std::string key(part.substr(0, equals));
        for (const auto& [earlier, value] : result.values) {
            if (earlier == key) throw bad(fmt::format("{} is given twice", key));
        }
        result.values.emplace_back(key, std::string(part.substr(equals + 1)));
    }
    return result;
}

}  // namespace plumbline::api
