// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <filesystem>

namespace plumbline::media {

/// The Error{Failed} for an AVERROR code met while writing path: the operating system's reason (a
/// full disk says so), or what FFmpeg logged.
[[nodiscard]] Error output_error(const std::filesystem::path& path, int code);

}  // namespace plumbline::media
