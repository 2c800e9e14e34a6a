// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/user_folder.h"

#include <cstdlib>

namespace plumbline::base {

std::optional<std::filesystem::path> user_data_folder() {
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data != nullptr && *data == '/') return std::filesystem::path(data) / "plumbline";
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return std::nullopt;
    return std::filesystem::path(home) / ".local/share/plumbline";
}

}  // namespace plumbline::base
