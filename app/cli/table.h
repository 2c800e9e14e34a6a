// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace plumbline::cli {

/// Rows of text as lines with aligned columns, two spaces apart, no blanks at the end.
[[nodiscard]] std::vector<std::string> table_lines(
    const std::vector<std::vector<std::string>>& rows);

}  // namespace plumbline::cli
