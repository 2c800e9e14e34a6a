// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/gate.h"

#include "base/error.h"
#include "records/text_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <optional>

namespace plumbline::cli {
namespace {

using Json = nlohmann::json;

bool holds(const Gate& gate, double value) {
    switch (gate.relation) {
        case Gate::Relation::Below: return value < gate.limit;
        case Gate::Relation::AtMost: return value <= gate.limit;
        case Gate::Relation::Above: return value > gate.limit;
        case Gate::Relation::AtLeast: return value >= gate.limit;
    }
    return false;
}

/// The metric of one comparison; nothing when it has none. JSON has no infinity, which is what the
/// psnr of equal pictures is.
std::optional<double> metric_of(const Json& compared, const std::string& metric, bool identical) {
    const Json value = compared.value(metric, Json());
    if (value.is_number()) return value.get<double>();
    if (metric == "psnr" && identical) return std::numeric_limits<double>::infinity();
    return std::nullopt;
}

/// Of two clips one value, of two files of latents one for each tensor.
std::vector<double> metric_values(const Json& result, const std::string& metric) {
    std::vector<double> values;
    if (const Json tensors = result.value("tensors", Json()); tensors.is_array()) {
        for (const Json& tensor : tensors) {
            const bool identical = tensor.value("max_difference", Json()) == 0.0;
            if (const auto value = metric_of(tensor, metric, identical)) values.push_back(*value);
        }
        if (values.size() == tensors.size()) return values;
    } else if (const auto value =
                   metric_of(result, metric, result.value("identical", Json()) == true)) {
        return {*value};
    }
    throw Error(ErrorKind::Failed, fmt::format("the comparison has no {}", metric),
                "choose another metric");
}

}  // namespace

const std::vector<std::string>& known_metrics() {
    static const std::vector<std::string> all = {"psnr", "ssim"};
    return all;
}

Gate parse_gate(std::string_view text) {
    const std::size_t start = text.find_first_of("<>");
    if (start == std::string_view::npos) {
        throw Error(ErrorKind::Usage, fmt::format("--fail-if '{}' is no condition", text),
                    "write it as psnr<30");
    }
    const bool or_equal = text.substr(start + 1).starts_with('=');
    Gate gate;
    const std::vector<std::string_view> words(known_metrics().begin(), known_metrics().end());
    gate.metric = records::parse_choice("metric", text.substr(0, start), words);
    gate.relation = text[start] == '<'
                        ? (or_equal ? Gate::Relation::AtMost : Gate::Relation::Below)
                        : (or_equal ? Gate::Relation::AtLeast : Gate::Relation::Above);
    gate.limit = records::parse_real(gate.metric, text.substr(start + (or_equal ? 2 : 1)));
    gate.text = text;
    return gate;
}

void check_gates(const std::vector<Gate>& gates, const std::string& result) {
    if (gates.empty()) return;
    const Json json = Json::parse(result, nullptr, false);
    if (!json.is_object())
        throw Error(ErrorKind::Failed, "the comparison has no result object", "please report it");
    for (const Gate& gate : gates) {
        for (const double value : metric_values(json, gate.metric)) {
            if (!holds(gate, value)) continue;
            throw Error(ErrorKind::Gate, fmt::format("{} is {:g}", gate.metric, value),
                        fmt::format("--fail-if {} asked for this to fail", gate.text));
        }
    }
}

}  // namespace plumbline::cli
