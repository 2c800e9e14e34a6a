// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/deep_image.h"
#include "media/frame_sink.h"
#include "tools/export.h"

#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace plumbline::tools {

/// Of 8 bits a channel, or of 16.
using ExportFrame =
    std::variant<std::shared_ptr<const api::Image>, std::shared_ptr<const media::DeepImage>>;

/// A finished result, whole in memory.
struct ExportSource {
    int width = 0, height = 0;
    std::vector<ExportFrame> frames;  // at least one
    api::Rational fps;
    media::Record record;
};

struct SourceOptions {
    bool deep = false;  // latents give 16 bits a channel
    int threads = 0;    // for their decoding; 0: all cores
};

/// Opens a clip, a picture or a folder of pictures, or decodes latents (.safetensors) with their
/// model's autoencoder. Throws Error{Input}, also for latents whose model is not here.
[[nodiscard]] ExportSource open_source(const std::string& result,
                                       const SourceOptions& options,
                                       const ExportHooks& hooks);

/// The frame in 8 bits a channel.
[[nodiscard]] std::shared_ptr<const api::Image> plain_frame(const ExportFrame& frame);

}  // namespace plumbline::tools
