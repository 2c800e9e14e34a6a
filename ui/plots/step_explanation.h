// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "insight/recording.h"

#include <QString>
#include <optional>

namespace plumbline::ui {

/// One call in words with its numbers filled in:
/// "0.061 + 0.012 = 0.073 < 0.080 → reused; γ = 1.34 → R2 + 1.34 (R1 − R2)".
[[nodiscard]] QString explain(const api::PassRecord& pass,
                              const std::optional<insight::Rule>& rule);

/// A decision in one word.
[[nodiscard]] QString decision_word(api::Decision decision);

/// What was put in place, in words; empty when it has no name.
[[nodiscard]] QString reuse_word(api::Reuse reuse);

/// A branch of the guidance, as short as a lane's margin.
[[nodiscard]] QString branch_word(api::Branch branch);

}  // namespace plumbline::ui
