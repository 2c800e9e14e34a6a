// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/parts/step_pattern.h"
#include "models/denoiser.h"

#include <string_view>
#include <vector>

namespace plumbline::cache {

/// Full and reused steps of the pattern that ProCache's authors give for Flux.1 dev, of fifty.
[[nodiscard]] StepPattern published_pattern();

/// How the deep blocks are chosen.
struct DeepRule {
    int wanted = 0;        // of the last blocks; 0: the rule of the family
    bool reduced = false;  // the form that keeps little
};
/// Which blocks compute the tokens that matter most, one flag a block: with Flux.1's form the last
/// half of the single-stream blocks and the last nineteenth of the others, each at least one block;
/// of the reduced form (ours) an eighth of all, at least three; of Wan 2.1 else the last quarter,
/// which the paper has. Throws Error{Usage} when more are wanted than leave a block to reuse in the
/// reduced form.
[[nodiscard]] std::vector<bool> deep_blocks(std::string_view family,
                                            const models::StackShape& shape,
                                            const DeepRule& rule);
/// By how much a block of a dual-stream model selects more or fewer tokens than the given share:
/// published for 19 and 38 blocks, stretched to other depths.
[[nodiscard]] double token_factor(int block, const models::StackShape& shape);

}  // namespace plumbline::cache
