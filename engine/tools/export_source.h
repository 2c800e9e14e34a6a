// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/frame_sink.h"
#include "tools/export.h"

#include <memory>
#include <string>
#include <vector>

namespace plumbline::tools {

/// A finished result, whole in memory.
struct ExportSource {
    std::vector<std::shared_ptr<const api::Image>> frames;  // at least one, all of one size
    api::Rational fps;
    media::Record record;
};

/// Opens a clip, a picture or a folder of pictures. Throws Error{Input}.
[[nodiscard]] ExportSource open_source(const std::string& result);

}  // namespace plumbline::tools
