// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <string>

namespace plumbline::ui {

/// The engine's answer to a ForecastRequest, as far as it is about memory, in a line: how much,
/// whether it fits, and what would make it fit. Empty when it is not known.
[[nodiscard]] QString memory_words(const std::string& json);

}  // namespace plumbline::ui
