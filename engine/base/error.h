// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>

namespace plumbline {

/// What kind of trouble an Error is; each kind is one documented exit code of the command line.
enum class ErrorKind {
    Failed,       // 1: disk full, unwritable output, anything else that a retry may cure
    Usage,        // 2: the request itself is impossible
    Input,        // 3: a file or model is missing, corrupt or unsupported
    OutOfMemory,  // 4
    Device,       // 5: the asked-for device is not there or failed
    Gate,         // 6: finished, but a check that was asked for did not hold
};

/// The process exit code that stands for a kind.
[[nodiscard]] int exit_code(ErrorKind kind);

/// Trouble that a user can act on. what() is one line: message, then the hint.
class Error : public std::runtime_error {
public:
    /// message: what and where. hint: what to do; may be empty.
    Error(ErrorKind kind, std::string message, std::string hint = {});

    [[nodiscard]] ErrorKind kind() const { return kind_; }
    [[nodiscard]] const std::string& message() const { return message_; }
    [[nodiscard]] const std::string& hint() const { return hint_; }

private:
    ErrorKind kind_;
    std::string message_;
    std::string hint_;
};

/// A promise between our own parts was broken: a defect of the program, never of its input.
class InternalError : public std::logic_error {
    using std::logic_error::logic_error;
};

/// Thrown by a checkpoint when the run was asked to stop. An outcome, not an error: only the job
/// loop catches it, so it does not derive from std::exception.
struct Cancelled {};

}  // namespace plumbline
