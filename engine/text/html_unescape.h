// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace plumbline::text {

/// Only references that end in a semicolon, which html_unescape's other cases do not need; also
/// names in capitals
/// ("&EACUTE;") that the list does not have. What ftfy does before it looks at anything else.
[[nodiscard]] std::string html_unescape_complete(std::string_view text);

}  // namespace plumbline::text
