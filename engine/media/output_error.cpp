// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/output_error.h"

#include "base/file.h"
#include "media/ffmpeg_handles.h"

#include <fmt/format.h>

namespace plumbline::media {

Error output_error(const std::filesystem::path& path, int code) {
    // Plain errno values and FFmpeg's own four-letter codes share one range; the latter are all far
    // larger.
    constexpr int kLargestErrno = 4095;
    if (AVUNERROR(code) <= kLargestErrno) {
        return base::write_failure(path, AVUNERROR(code));
    }
    return {ErrorKind::Failed, fmt::format("cannot write {}", path.string()),
            describe_ffmpeg_error(code)};
}

}  // namespace plumbline::media
