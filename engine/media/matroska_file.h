// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace plumbline::media {

/// Whether a Matroska or WebM file ends before its segment does: FFmpeg plays one that is cut
/// without a word. False for everything else, and for a stream whose length nobody knew.
[[nodiscard]] bool is_cut_matroska(std::string_view bytes);

}  // namespace plumbline::media
