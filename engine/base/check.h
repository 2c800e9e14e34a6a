// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <fmt/format.h>

/// Checks a promise between our own parts; the rest of the arguments is a fmt message.
/// Throws InternalError, never aborts.
#define PLUMBLINE_CHECK(condition, ...)                                                            \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            throw ::plumbline::InternalError(fmt::format("{}:{}: check failed ({}): {}", __FILE__, \
                                                         __LINE__, #condition,                     \
                                                         fmt::format(__VA_ARGS__)));               \
        }                                                                                          \
    } while (false)
