// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::cli {

/// What `compare` measures; the order is that of the help.
[[nodiscard]] const std::vector<std::string>& known_metrics();

/// A condition under which `compare` fails: "psnr<30".
struct Gate {
    enum class Relation { Below, AtMost, Above, AtLeast };

    std::string metric;
    Relation relation = Relation::Below;
    double limit = 0;
    std::string text;  // as given
};

/// Throws Error{Usage} when it is not METRIC, one of < <= > >=, NUMBER.
[[nodiscard]] Gate parse_gate(std::string_view text);

/// Looks the metrics up in a result object of `compare`, where the psnr of identical pictures is
/// null for infinite. Of latents every tensor counts. Throws Error{Gate} naming the first condition
/// that is met, and Error{Failed} when the result lacks a metric.
void check_gates(const std::vector<Gate>& gates, const std::string& result);

}  // namespace plumbline::cli
