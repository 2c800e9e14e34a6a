// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace plumbline::text {

/// Undoes the common mishap that UTF-8 was read as Latin-1 or Windows-1252, once or several times
/// over: "cafÃ©" is "café", "donâ€™t" is "don’t". All of a line is decoded when every foreign
/// character of it takes part and the result convinces; otherwise only sequences that mean nothing
/// else. What could be honest text ("MANHÃ…", "Spaß…") stays. Then C1 controls become what
/// Windows-1252 has in their place. line: one line. Unlike ftfy it knows no other code pages, and
/// bytes that were lost on the way stay lost.
[[nodiscard]] std::u32string repair_mojibake(std::u32string_view line);

}  // namespace plumbline::text
