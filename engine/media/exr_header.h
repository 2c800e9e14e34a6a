// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/frame_sink.h"

#include <string>
#include <string_view>

namespace plumbline::media {

/// The OpenEXR file with primaries, frame rate and texts in its header. exr: what the encoder made,
/// one part in blocks of rows.
[[nodiscard]] std::string with_exr_attributes(std::string_view exr,
                                              api::Rational fps,
                                              const Record& record);

struct ExrAttributes {
    api::Rational fps;
    Record record;
};

/// What stands in a header, as far as it goes.
[[nodiscard]] ExrAttributes scan_exr(std::string_view exr);

/// Whether every block of a plain file of rows lies inside it: FFmpeg leaves out what is cut off
/// without a word. True for files of other kinds, of which nothing is known here.
[[nodiscard]] bool is_whole_exr(std::string_view exr);

}  // namespace plumbline::media
