// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <string>
#include <vector>

namespace plumbline::tools {

/// The decisions of one guidance branch of one run, a letter a step.
struct DecisionLane {
    std::string label;    // capitals: "A COND"
    std::string letters;  // of C, R, S, P, E
};

/// The lanes of a run, both branches where it had two. trace: its .jsonl; empty: the one beside the
/// result, else what the record inside the result says. side: "A" or "B". Throws Error{Input} for a
/// trace that cannot be read, Error{Usage} when nothing tells the decisions.
[[nodiscard]] std::vector<DecisionLane> decision_lanes(const std::string& result,
                                                       const std::string& trace,
                                                       const std::string& record,
                                                       const std::string& side);

/// A picture of the lanes, one below the other on a dark ground, and what the signs mean. A step is
/// told by how high its block is (C full, R three quarters, P half, S a quarter, E a hollow frame),
/// by its letter where there is room, and by its colour. width: in pixels; the height is even.
[[nodiscard]] api::Image decision_panel(const std::vector<DecisionLane>& lanes, int width);

}  // namespace plumbline::tools
