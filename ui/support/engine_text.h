// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <span>
#include <string_view>

namespace plumbline::ui {

/// A text of the engine's tables (titles, help, summaries) in the window's language; one that is
/// not listed, such as a message with a file's name in it, as it is.
[[nodiscard]] QString engine_text(std::string_view text);

/// The listing that translators see; a test holds it against what the engine tells.
[[nodiscard]] std::span<const char* const> engine_texts();

}  // namespace plumbline::ui
