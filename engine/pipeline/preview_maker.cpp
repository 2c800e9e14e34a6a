// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/preview_maker.h"

#include "base/error.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;

// A preview is made many times a run: so much of a picture as can be seen in its pane.
constexpr std::int64_t kPixelsOnCpu = 320 * 320, kPixelsOnDevice = 1024 * 1024;

vae::TinyDecoder open_decoder(const RunPlan& plan, const Checkpoint& checkpoint) {
    const fs::path& file = plan.model.preview_decoder;
    vae::TinyDecoder decoder(
        tensor_io::open_weights(file),
        {.device = plan.target.device, .dtype = plan.target.dtype, .checkpoint = checkpoint});
    if (decoder.channels() != plan.sizes.out_channels) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} decodes {} latent channels, the model makes {}", file.string(),
                                decoder.channels(), plan.sizes.out_channels),
                    "use the tiny decoder of the model's family, or none");
    }
    if (decoder.is_video() == plan.ways->is_picture) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} decodes {}, the model makes {}", file.string(),
                                decoder.is_video() ? "video" : "pictures",
                                plan.ways->is_picture ? "pictures" : "video"),
                    "use the tiny decoder of the model's family, or none");
    }
    return decoder;
}

}  // namespace

fs::path find_preview_decoder(const fs::path& folder, const std::string& family) {
    std::error_code ignored;  // what cannot be looked at is not there
    for (const char* place : {".", "vae_approx", "vae"}) {
        for (const vae::TinyDecoderFile& file : vae::tiny_decoder_files()) {
            if (file.family != family) continue;
            for (const char* ending : {".safetensors", ".pth", ".pt"}) {
                const fs::path path =
                    (folder / place / (std::string(file.stem) + ending)).lexically_normal();
                if (fs::is_regular_file(path, ignored)) return path;
            }
        }
    }
    return {};
}

PreviewMaker::PreviewMaker(const RunPlan& plan, const Checkpoint& checkpoint)
    : colours_(plan.model.preview),
      most_pixels_(plan.target.device.is_cpu() ? kPixelsOnCpu : kPixelsOnDevice) {
    if (plan.model.preview_decoder.empty()) return;
    try {
        decoder_.emplace(open_decoder(plan, checkpoint));
    } catch (const Error& error) {
        if (!plan.recipe.preview_decoder.empty()) throw;
        trouble_ = fmt::format("previews show colours only: {}", error.message());
    }
}

at::Tensor PreviewMaker::frames(const at::Tensor& latents) const {
    const at::Tensor made = decoder_ ? decoder_->preview(latents, most_pixels_)
                                     : vae::preview_frames(latents, colours_);
    return made.to(at::kCPU);
}

}  // namespace plumbline::pipeline
