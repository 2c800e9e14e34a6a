// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace plumbline::base {

/// Where a user's own data lies: $XDG_DATA_HOME/plumbline, ~/.local/share/plumbline when that
/// variable is no absolute path (XDG Base Directory Specification 0.8). Nothing when HOME is not
/// set either.
[[nodiscard]] std::optional<std::filesystem::path> user_data_folder();

}  // namespace plumbline::base
