// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/open_clip.h"

#include "media/video_reader.h"

#include <utility>

namespace plumbline::tools {

OpenedClip open_clip(const api::ClipRequest& request) {
    media::Clip clip = media::read_clip(request.path);
    auto frames = std::make_shared<const api::Clip>(
        api::Clip{.frames = std::move(clip.frames), .fps = clip.fps});
    return {.event = {.clip = std::move(frames)}, .record = std::move(clip.record.json)};
}

}  // namespace plumbline::tools
