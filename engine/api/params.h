// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plumbline::api {

using ParamValue = std::variant<bool, std::int64_t, double, std::string>;
/// Values by key, e.g. {"threshold": 0.08, "probe_depth": 1}. Keys that are absent mean the
/// default.
using Params = std::map<std::string, ParamValue>;

enum class ParamKind {
    Flag,
    Integer,
    Real,
    Choice,
    Numbers  // a list of them, as text: "0.1;2;-3e4"; may be empty
};

/// One parameter of a cache method: enough for an editor, a command-line flag, validation and a
/// tooltip.
struct ParamSpec {
    std::string key;
    std::string title;
    std::string help;
    ParamKind kind = ParamKind::Real;
    double minimum = 0.0;  // Integer, Real
    double maximum = 0.0;  // Integer, Real; inclusive
    ParamValue default_value = 0.0;
    std::vector<std::string> choices;  // Choice
    bool live = false;                 // may change while a run goes
    bool logarithmic = false;          // a slider should be
};

/// The numbers of a list as text, separated by semicolons; nothing when one of them is no finite
/// number. Blanks around them are forgiven.
[[nodiscard]] std::optional<std::vector<double>> parse_numbers(std::string_view text);
/// The same backwards, each so that it reads back as it was.
[[nodiscard]] std::string numbers_text(const std::vector<double>& numbers);

/// Text as it stands on the command line or in a recipe ("0.08", "1", "true", "probe").
[[nodiscard]] std::string to_text(const ParamValue& value);
/// Throws Error{Usage} naming method, key, the text and what is allowed (range, choices).
[[nodiscard]] ParamValue parse_value(std::string_view method,
                                     const ParamSpec& spec,
                                     std::string_view text);
/// Checks keys, kinds and ranges and fills in defaults. Integers are accepted for reals.
/// Throws Error{Usage} naming the unknown key and listing the known ones, or the value and its
/// range.
[[nodiscard]] Params complete(std::string_view method,
                              const std::vector<ParamSpec>& specs,
                              const Params& given);

/// "METHOD[:key=value,…]" as on the command line, values still text.
struct MethodText {
    std::string method;
    std::vector<std::pair<std::string, std::string>> values;
};
/// Throws Error{Usage} on an empty method, a missing '=', a key given twice.
[[nodiscard]] MethodText parse_method(std::string_view text);

}  // namespace plumbline::api
