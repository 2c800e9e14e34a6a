// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/progress_text.h"

#include <string>
#include <string_view>

namespace plumbline::cli {

/// Progress and log on standard error. On a terminal one line is redrawn in place; elsewhere a line
/// is written at every tenth of a phase. NO_COLOR is honoured, and so is TERM=dumb.
class Progress {
public:
    /// quiet: warnings only.
    explicit Progress(bool quiet);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void expect_jobs(int count) { state_.jobs = count; }
    void handle(const api::Event& event);
    /// A line of its own, above the bar.
    void note(std::string_view text);
    /// Takes the bar away, so that other text can be written.
    void clear();

private:
    enum class Style { Quiet, Lines, Bar };

    void start_job(api::JobId job);
    void show(const api::Body& body);
    void draw_bar();
    void write_line();

    Style style_;
    Colour colour_;
    ProgressState state_;
    bool bar_drawn_ = false;
    int last_tenth_ = -1;
    api::Phase last_phase_ = api::Phase::Load;
};

}  // namespace plumbline::cli
