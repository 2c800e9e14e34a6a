// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>

namespace plumbline::cli {

/// Standard output: data only, each line flushed so that a reader of events sees them as they come.
/// A write that fails (full disk, closed pipe) is remembered and does not disturb the run: its file
/// is worth more than its summary.
class Output {
public:
    void line(std::string_view text);
    /// The exit code to leave with: `code`, or that of a failed write when `code` is 0. Says so
    /// once.
    [[nodiscard]] int finish(int code);

private:
    int error_ = 0;  // errno of the first failed write
};

/// Writes a whole text to standard output; returns the exit code.
[[nodiscard]] int print_all(std::string_view text);

/// "plumbline: error: WHAT: WHAT TO DO" on standard error.
void print_error(const Error& error);
/// "plumbline: TEXT" on standard error.
void print_note(std::string_view text);

/// One line of it: line breaks and other control characters become spaces.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace plumbline::cli
