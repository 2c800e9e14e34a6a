// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/export.h"
#include "media/frame_sink.h"

namespace plumbline::tools {

/// What of a result's record its export will hold. WithoutPrompt takes prompt and negative prompt
/// out of both texts; a record that is no JSON object is left out then, because nobody knows what
/// it says.
[[nodiscard]] media::Record exported_record(const media::Record& record,
                                            api::ExportedSettings settings);

/// Puts side B's record into that of side A, under "against".
[[nodiscard]] media::Record joined_record(media::Record a, const media::Record& b);

}  // namespace plumbline::tools
