// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace plumbline::text {

/// Whether the character table inside a serialized sentencepiece model can be walked without
/// leaving it. libsentencepiece trusts that table and would read past its end in a damaged file.
/// model: the whole file.
[[nodiscard]] bool normalizer_is_sound(std::string_view model);

}  // namespace plumbline::text
