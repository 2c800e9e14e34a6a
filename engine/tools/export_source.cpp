// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export_source.h"

#include "base/error.h"
#include "media/video_reader.h"
#include "pipeline/decode_latents.h"
#include "pipeline/latents_file.h"
#include "pipeline/model_set.h"
#include "pipeline/run_parts.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <utility>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view kLatents = ".safetensors";

Json part_of(const Json& json, const char* key) {
    return json.is_object() ? json.value(key, Json()) : Json();
}

Json record_of(const media::Record& record) {
    return Json::parse(record.json, nullptr, /*allow_exceptions=*/false);
}

/// The record of the clip that latents without one lie beside; an empty one when there is none.
media::Record record_beside(const std::string& latents) {
    std::string stem = latents.substr(0, latents.size() - kLatents.size());
    constexpr std::string_view kMiddle = ".latents";
    if (stem.ends_with(kMiddle)) stem.resize(stem.size() - kMiddle.size());
    for (const api::ExportFormat& format : api::export_formats()) {
        const std::string clip = stem + format.ending;
        std::error_code fault;
        if (fs::exists(clip, fault)) return media::read_clip(clip).record;
    }
    return {};
}

pipeline::LatentsFile open_latents(const std::string& path) {
    pipeline::LatentsFile file = pipeline::read_latents(path);
    if (file.record.json.empty()) file.record = record_beside(path);
    if (file.model.empty()) {
        const Json model = part_of(part_of(record_of(file.record), "recipe"), "model");
        if (model.is_string()) file.model = model.get<std::string>();
    }
    if (file.model.empty()) {
        throw Error(ErrorKind::Input, fmt::format("{} does not say whose latents it holds", path),
                    "export the clip itself");
    }
    return file;
}

api::Rational rate_of(const media::Record& record) {
    const Json fps = part_of(part_of(record_of(record), "recipe"), "fps");
    return fps.is_number_integer() && fps.get<int>() > 0 ? api::Rational{fps.get<int>(), 1}
                                                         : api::Rational{};
}

/// An autoencoder that is not the run's gives other frames than the run's clip has.
void compare_vae(const pipeline::ModelFiles& model,
                 const media::Record& record,
                 const ExportHooks& hooks) {
    const Json wanted = part_of(part_of(part_of(record_of(record), "model"), "files"), "vae");
    if (!wanted.is_string()) return;
    const auto hashes = pipeline::model_hashes(model);
    const auto found = hashes.find("vae");
    if (found == hashes.end() || found->second == wanted.get<std::string>()) return;
    hooks.warn(
        fmt::format("{} is another autoencoder than the one that the run had", model.vae.string()));
}

class LatentsDecoder {
public:
    LatentsDecoder(pipeline::LatentsFile file,
                   const SourceOptions& options,
                   const ExportHooks& hooks)
        : file_(std::move(file)), options_(options), hooks_(hooks) {}

    ExportSource decode() {
        const pipeline::ThreadScope threads(options_.threads);
        const c10::NoGradGuard no_grad;
        const pipeline::ModelFiles model = pipeline::find_model(file_.model);
        if (model.vae.empty()) {
            throw Error(ErrorKind::Input, fmt::format("{} has no autoencoder", file_.model),
                        "put it where plumbline inspect looks for it, or export the clip itself");
        }
        compare_vae(model, file_.record, hooks_);
        const auto vae = pipeline::open_vae(model, {}, hooks_.checkpoint);
        total_ = static_cast<int>(vae->frames_of(file_.latents.size(2)));
        hooks_.progress(api::Phase::Decode, 0, total_);
        pipeline::decode_or_tile(
            *vae, file_.latents, {.tiling = vae->usual_tiling(), .checkpoint = hooks_.checkpoint},
            [this](const at::Tensor& frames, std::int64_t) { take(frames.to(at::kCPU)); },
            [this] {
                source_.frames.clear();
                hooks_.warn(pipeline::kTiledInstead);
            });
        source_.fps = rate_of(file_.record);
        source_.record = std::move(file_.record);
        return std::move(source_);
    }

private:
    void take(const at::Tensor& frames) {
        source_.width = static_cast<int>(frames.size(4));
        source_.height = static_cast<int>(frames.size(3));
        if (options_.deep) {
            for (media::DeepImage& image : pipeline::to_deep_images(frames))
                source_.frames.emplace_back(
                    std::make_shared<const media::DeepImage>(std::move(image)));
        } else {
            for (api::Image& image : pipeline::to_images(frames))
                source_.frames.emplace_back(std::make_shared<const api::Image>(std::move(image)));
        }
        hooks_.progress(api::Phase::Decode, static_cast<int>(source_.frames.size()), total_);
    }

    pipeline::LatentsFile file_;
    const SourceOptions options_;
    const ExportHooks& hooks_;
    ExportSource source_;
    int total_ = 0;
};

}  // namespace

ExportSource open_source(const std::string& result,
                         const SourceOptions& options,
                         const ExportHooks& hooks) {
    if (result.ends_with(kLatents))
        return LatentsDecoder(open_latents(result), options, hooks).decode();
    media::Clip clip = media::read_clip(result);
    hooks.checkpoint();
    ExportSource source{.width = clip.frames.front().width,
                        .height = clip.frames.front().height,
                        .frames = {},
                        .fps = clip.fps,
                        .record = std::move(clip.record)};
    for (api::Image& frame : clip.frames)
        source.frames.emplace_back(std::make_shared<const api::Image>(std::move(frame)));
    return source;
}

std::shared_ptr<const api::Image> plain_frame(const ExportFrame& frame) {
    if (const auto* plain = std::get_if<std::shared_ptr<const api::Image>>(&frame)) return *plain;
    return std::make_shared<const api::Image>(
        media::plain_of(*std::get<std::shared_ptr<const media::DeepImage>>(frame)));
}

}  // namespace plumbline::tools
