// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress.h"

#include "cli/output.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

namespace plumbline::cli {
namespace {

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool draws_in_place() {
    const char* terminal = std::getenv("TERM");
    return isatty(STDERR_FILENO) == 1 && terminal != nullptr &&
           std::string_view(terminal) != "dumb";
}

int columns() {
    winsize size{};
    constexpr int kUsual = 80;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
    return size.ws_col;
}

void write(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace

Progress::Progress(bool quiet)
    : style_(quiet              ? Style::Quiet
             : draws_in_place() ? Style::Bar
                                : Style::Lines),
      colour_(is_set("NO_COLOR") ? Colour::Off : Colour::On) {}

Progress::~Progress() {
    clear();
}

void Progress::handle(const api::Event& event) {
    start_job(event.job);
    if (const auto* log = std::get_if<api::LogEvent>(&event.body)) {
        if (log->level == api::LogLevel::Warning)
            note("warning: " + log->text);
        else if (style_ != Style::Quiet)
            note(log->text);
    } else if (const auto* lost = std::get_if<api::Dropped>(&event.body)) {
        note(fmt::format("warning: {} log lines were lost", lost->lines));
    } else {
        show(event.body);
    }
}

void Progress::start_job(api::JobId job) {
    if (static_cast<int>(job) == state_.job) return;
    const int jobs = state_.jobs;
    state_ = ProgressState{};
    state_.jobs = jobs;
    state_.job = static_cast<int>(job);
    last_tenth_ = -1;
}

void Progress::show(const api::Body& body) {
    if (style_ == Style::Quiet || !state_.update(body)) return;
    const auto* phase = std::get_if<api::PhaseEvent>(&body);
    // A note that comes with a bare count says where a search is: the count alone is shown.
    const bool is_search = phase != nullptr && phase->total == 0 && phase->done > 0;
    if (phase != nullptr && !is_search && !phase->note.empty()) note(phase->note);
    if (style_ == Style::Bar)
        draw_bar();
    else
        write_line();
}

void Progress::draw_bar() {
    // One column stays free: some terminals wrap when the last one is filled.
    write("\r" + bar_text(state_, columns() - 1, colour_) + "\x1b[K");
    bar_drawn_ = true;
}

/// A line when the phase changed or another tenth of it is done.
void Progress::write_line() {
    const int tenth = state_.total > 0 ? state_.done * 10 / state_.total : 0;
    if (state_.phase == last_phase_ && tenth == last_tenth_) return;
    last_phase_ = state_.phase;
    last_tenth_ = tenth;
    print_note(line_text(state_));
}

void Progress::note(std::string_view text) {
    clear();
    print_note(text);
    if (style_ == Style::Bar && state_.total > 0) draw_bar();
}

void Progress::clear() {
    if (!bar_drawn_) return;
    write("\r\x1b[K");
    bar_drawn_ = false;
}

}  // namespace plumbline::cli
