// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <string>

namespace plumbline::cli {

/// What the progress display knows of the running job.
struct ProgressState {
    int job = 1, jobs = 1;
    api::Phase phase = api::Phase::Load;
    int done = 0, total = 0;   // within the phase; total 0: unknown
    std::string cond, uncond;  // decision letters, oldest first
    double saved = 0;          // share, 0..1
    double eta_seconds = api::kNone;

    /// Takes in an event; false when it changes nothing that is shown.
    bool update(const api::Body& body);
};

enum class Colour { Off, On };

/// "denoise 14/50  CCRSS | CCRSS  saved 31 %  eta 0:42" in at most `width` columns: the oldest
/// letters go first. Colours are ANSI sequences and take no column.
[[nodiscard]] std::string bar_text(const ProgressState& state, int width, Colour colour);
/// The same without letters, for a log.
[[nodiscard]] std::string line_text(const ProgressState& state);
/// "0:42", "1:02:03".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace plumbline::cli
