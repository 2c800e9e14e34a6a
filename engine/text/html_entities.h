// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace plumbline::text {

/// UTF-8 of a named character reference of HTML. name: what follows the ampersand, with its
/// semicolon if it has one (a few old names are also known without).
[[nodiscard]] std::optional<std::string_view> html_entity(std::string_view name);

}  // namespace plumbline::text
