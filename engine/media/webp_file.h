// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/frame_sink.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::media {

/// What a WebP's pictures are, beside themselves.
struct WebpFacts {
    int width = 0, height = 0;
    api::Rational fps;
    int frames = 0;
};

/// The WebP with an XMP chunk behind its pictures, which also says what the format cannot: the
/// exact frame rate, and how many frames there were before equal ones were joined. webp: what the
/// encoder made.
[[nodiscard]] std::string with_webp_record(std::string_view webp,
                                           const Record& record,
                                           const WebpFacts& facts);

/// One frame of an animation, on its place of the canvas.
struct WebpFrame {
    int x = 0, y = 0, width = 0, height = 0;
    int duration_ms = 0;
    bool is_blended = false;   // over what stands there; else it takes its place
    bool is_disposed = false;  // its place is cleared after it was shown
    std::string file;          // the frame alone, as a WebP picture
};

struct WebpContent {
    int width = 0, height = 0;      // of the canvas; 0 for a plain picture
    std::vector<WebpFrame> frames;  // none for a plain picture
    Record record;
    std::optional<api::Rational> fps;  // as with_webp_record wrote it
    int count = 0;                     // the same; 0: not said
    bool is_whole = false;             // no chunk is cut
};

[[nodiscard]] bool is_webp(std::string_view bytes);
[[nodiscard]] WebpContent scan_webp(std::string_view webp);

}  // namespace plumbline::media
