// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/progress_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cli {
namespace {

/// ANSI colour of a decision: what is computed stays plain, what is saved stands out.
const char* colour_of(char letter) {
    switch (letter) {
        case 'R': return "\x1b[33m";
        case 'S': return "\x1b[32m";
        case 'P': return "\x1b[36m";
        case 'E': return "\x1b[35m";
        default: return "";
    }
}

std::string tinted(const std::string& letters) {
    std::string result;
    for (std::size_t at = 0; at < letters.size();) {
        const std::size_t end =
            std::min(letters.find_first_not_of(letters[at], at), letters.size());
        const std::string colour = colour_of(letters[at]);
        result += colour + letters.substr(at, end - at) + (colour.empty() ? "" : "\x1b[0m");
        at = end;
    }
    return result;
}

std::string newest(const std::string& letters, std::size_t count) {
    return letters.size() <= count ? letters : letters.substr(letters.size() - count);
}

std::string head_text(const ProgressState& state) {
    std::string text = state.jobs > 1 ? fmt::format("[{}/{}] ", state.job, state.jobs) : "";
    text += api::name(state.phase);
    if (state.total > 0)
        text += fmt::format(" {}/{}", state.done, state.total);
    else if (state.done > 0)  // of nobody knows how many
        text += fmt::format(" {}", state.done);
    return text;
}

std::string tail_text(const ProgressState& state, const char* separator) {
    std::string text;
    if (!state.cond.empty()) text += fmt::format("{}saved {:.0f} %", separator, state.saved * 100);
    if (std::isfinite(state.eta_seconds) && state.phase == api::Phase::Denoise) {
        text += fmt::format("{}eta {}", separator, duration_text(state.eta_seconds));
    }
    return text;
}

/// Letters of both branches in at most `room` columns, or nothing when that is too few to read.
std::string letters_text(const ProgressState& state, int room, Colour colour) {
    constexpr int kFewest = 8;
    const bool both = !state.uncond.empty();
    const int each = both ? (room - 5) / 2 : room - 2;  // two spaces before, " | " between
    if (state.cond.empty() || each < kFewest) return {};
    const auto shown = [&](const std::string& letters) {
        const std::string kept = newest(letters, static_cast<std::size_t>(each));
        return colour == Colour::On ? tinted(kept) : kept;
    };
    return "  " + shown(state.cond) + (both ? " | " + shown(state.uncond) : "");
}

}  // namespace

bool ProgressState::update(const api::Body& body) {
    if (const auto* event = std::get_if<api::PhaseEvent>(&body)) {
        phase = event->phase;
        done = event->done;
        total = event->total;
        return true;
    }
    if (const auto* event = std::get_if<api::StepEvent>(&body)) {
        phase = api::Phase::Denoise;
        done = event->step + 1;
        total = event->steps;
        saved = event->saved;
        eta_seconds = event->eta_seconds;
        for (const api::PassRecord& pass : event->passes) {
            (pass.branch == api::Branch::Cond ? cond : uncond) += api::letter(pass.decision);
        }
        return true;
    }
    return false;
}

std::string bar_text(const ProgressState& state, int width, Colour colour) {
    const std::string head = head_text(state);
    const std::string tail = tail_text(state, "  ");
    const int room = width - static_cast<int>(head.size() + tail.size());
    if (room < 0) return head.substr(0, static_cast<std::size_t>(std::max(width, 0)));
    return head + letters_text(state, room, colour) + tail;
}

std::string line_text(const ProgressState& state) {
    return head_text(state) + tail_text(state, ", ");
}

std::string duration_text(double seconds) {
    constexpr double kLongest = 999.0 * 3600;
    const auto whole = static_cast<long>(std::clamp(std::round(seconds), 0.0, kLongest));
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

}  // namespace plumbline::cli
