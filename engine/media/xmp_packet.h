// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/frame_sink.h"

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::media {

/// What an XMP packet says of a clip.
struct XmpContent {
    Record record;
    std::optional<api::Rational> fps = {};
    int frames = 0;  // 0: not said
};

/// XMP (ISO 16684-1): the parameters as dc:description, where other programs look for text, the
/// JSON as plumbline:record, the rate as plumbline:fps, the count as plumbline:frames. What is
/// empty is left out.
[[nodiscard]] std::string xmp_packet(const XmpContent& content);
/// What xmp_packet wrote, whatever else stands around it.
[[nodiscard]] XmpContent read_xmp(std::string_view packet);

/// "16/1"; nothing when it says anything else.
[[nodiscard]] std::optional<api::Rational> parse_rate(std::string_view text);

}  // namespace plumbline::media
