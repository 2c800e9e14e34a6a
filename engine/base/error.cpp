// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <utility>

namespace plumbline {
namespace {

std::string one_line(const std::string& message, const std::string& hint) {
    return hint.empty() ? message : message + ": " + hint;
}

}  // namespace

int exit_code(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::Failed: return 1;
        case ErrorKind::Usage: return 2;
        case ErrorKind::Input: return 3;
        case ErrorKind::OutOfMemory: return 4;
        case ErrorKind::Device: return 5;
        case ErrorKind::Gate: return 6;
    }
    return 1;
}

Error::Error(ErrorKind kind, std::string message, std::string hint)
    : std::runtime_error(one_line(message, hint)),
      kind_(kind),
      message_(std::move(message)),
      hint_(std::move(hint)) {}

}  // namespace plumbline
