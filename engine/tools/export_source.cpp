// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export_source.h"

#include "media/video_reader.h"

#include <utility>

namespace plumbline::tools {

ExportSource open_source(const std::string& result) {
    media::Clip clip = media::read_clip(result);
    ExportSource source{.frames = {}, .fps = clip.fps, .record = std::move(clip.record)};
    for (api::Image& frame : clip.frames)
        source.frames.push_back(std::make_shared<const api::Image>(std::move(frame)));
    return source;
}

}  // namespace plumbline::tools
