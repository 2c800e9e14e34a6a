// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

namespace plumbline::ui {

/// Runs the event loop until the condition holds; false after so many seconds.
bool wait_for(const std::function<bool()>& condition, double seconds = 30.0);

/// CPU time of this thread, in milliseconds.
double thread_cpu_ms();

}  // namespace plumbline::ui
