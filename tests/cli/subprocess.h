// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace plumbline::tests {

struct Outcome {
    int code = -1;   // exit code; -1 when a signal ended it
    int signal = 0;  // that ended it
    std::string out, err;
};

/// How a program is started. The environment is that of the test with PLUMBLINE_ENGINE set.
struct Start {
    std::string engine;       // PLUMBLINE_ENGINE
    std::string folder;       // working folder; empty: the test's own
    std::string input;        // what standard input holds, at most a pipe full
    std::string output_file;  // standard output goes there; empty: collected
};

/// The `plumbline` program as a child process, its output collected through pipes.
class Subprocess {
public:
    Subprocess(const std::vector<std::string>& arguments, const Start& start);
    ~Subprocess();  // kills what still runs
    Subprocess(const Subprocess&) = delete;
    Subprocess& operator=(const Subprocess&) = delete;

    /// Reads until standard output or standard error holds `text`; false when both ended first.
    bool wait_for(const std::string& text);
    void send(int signal) const;
    void close_output();  // as a reader that went away
    Outcome finish();

private:
    bool read_some();

    pid_t process_ = -1;
    int out_ = -1, err_ = -1;
    Outcome outcome_;
};

/// Runs it to its end on the fake engine.
Outcome plumbline(const std::vector<std::string>& arguments, const Start& start = {});
/// A Start with the fake engine.
Start with_fake_engine(Start start = {});

}  // namespace plumbline::tests
