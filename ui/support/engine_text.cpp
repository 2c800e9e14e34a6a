// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/engine_text.h"

#include <QByteArray>
#include <QCoreApplication>

namespace plumbline::ui {
namespace {

// Long texts are several literals each.
// NOLINTBEGIN(bugprone-suspicious-missing-comma)
constexpr const char* kTexts[] = {
    // Cache methods: title, summary, then title and help of every parameter.
    QT_TRANSLATE_NOOP("engine", "No cache"),
    QT_TRANSLATE_NOOP("engine",
                      "Computes every block of every step: the reference for speed and quality."),
    QT_TRANSLATE_NOOP("engine", "DiCache"),
    QT_TRANSLATE_NOOP("engine",
                      "Probes the first blocks at every step, skips the rest while little changes, "
                      "and follows the trend of the last two residuals."),
    QT_TRANSLATE_NOOP("engine", "Probe threshold"),
    QT_TRANSLATE_NOOP("engine",
                      "Steps are skipped while the accumulated probe error stays below this. "
                      "Higher is faster and less exact; 0 never skips."),
    QT_TRANSLATE_NOOP("engine", "Probe depth"),
    QT_TRANSLATE_NOOP("engine",
                      "Blocks that run at every step to measure the change. 1 to 5 is sensible; "
                      "fewer than the model has."),
    QT_TRANSLATE_NOOP("engine", "Retention"),
    QT_TRANSLATE_NOOP("engine", "Share of the steps at the start that is always computed in full."),
    QT_TRANSLATE_NOOP("engine", "Largest alignment weight"),
    QT_TRANSLATE_NOOP("engine",
                      "How far a skipped step may go along the line through the last two "
                      "residuals; 1 stays at the newest."),
    QT_TRANSLATE_NOOP("engine", "Probe error"),
    QT_TRANSLATE_NOOP("engine",
                      "probe: the change of the probe. difference: how far it is from the change "
                      "of the input; published for Flux with threshold 0.08 and retention 0."),
    // Models, and what they may lack.
    QT_TRANSLATE_NOOP("engine", "Demo: shapes that move, 64×64"),
    QT_TRANSLATE_NOOP("engine", "Flux.1 dev"),
    QT_TRANSLATE_NOOP("engine", "Flux.1 schnell"),
    QT_TRANSLATE_NOOP("engine", "HunyuanVideo"),
    QT_TRANSLATE_NOOP("engine", "Stable Diffusion 1.5"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 image-to-video 14B 480P"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 image-to-video 14B 720P"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 text-to-video 1.3B"),
    QT_TRANSLATE_NOOP("engine", "Wan 2.1 text-to-video 14B"),
    QT_TRANSLATE_NOOP("engine", "its folder"),
    QT_TRANSLATE_NOOP("engine", "the denoiser (diffusion_pytorch_model*.safetensors)"),
    QT_TRANSLATE_NOOP("engine", "the video autoencoder (Wan2.1_VAE.pth or .safetensors)"),
    QT_TRANSLATE_NOOP("engine",
                      "the video autoencoder (vae/pytorch_model.pt or "
                      "hunyuan_video_vae_bf16.safetensors)"),
    QT_TRANSLATE_NOOP("engine", "the autoencoder (ae.safetensors)"),
    QT_TRANSLATE_NOOP("engine", "the autoencoder (vae/ or inside v1-5-pruned-emaonly.safetensors)"),
    // Formats of an export: title and help.
    QT_TRANSLATE_NOOP("engine", "MP4 (H.264)"),
    QT_TRANSLATE_NOOP("engine", "Plays everywhere. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "MP4 (H.265)"),
    QT_TRANSLATE_NOOP("engine", "Smaller than H.264; plays on newer machines. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "WebM (VP9)"),
    QT_TRANSLATE_NOOP("engine", "For the web, free of patents. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "WebM (AV1)"),
    QT_TRANSLATE_NOOP("engine",
                      "The smallest files for the web; slow to make. Quality is the CRF."),
    QT_TRANSLATE_NOOP("engine", "QuickTime (ProRes 422 HQ)"),
    QT_TRANSLATE_NOOP("engine", "For cutting programs: ten bits, every frame by itself, large."),
    QT_TRANSLATE_NOOP("engine", "Matroska (FFV1)"),
    QT_TRANSLATE_NOOP("engine",
                      "Without any loss: the very pixels, for archives and measurements."),
    QT_TRANSLATE_NOOP("engine", "Animated GIF"),
    QT_TRANSLATE_NOOP("engine",
                      "For messages: one palette of 255 colours made from the clip, loops."),
    QT_TRANSLATE_NOOP("engine", "Animated WebP"),
    QT_TRANSLATE_NOOP("engine", "Smaller and truer than GIF, loops. 100 is without loss."),
    QT_TRANSLATE_NOOP("engine", "PNG pictures"),
    QT_TRANSLATE_NOOP("engine", "A folder of numbered pictures, 8 bits a channel."),
    QT_TRANSLATE_NOOP("engine", "PNG pictures (16 bits)"),
    QT_TRANSLATE_NOOP("engine",
                      "A folder of numbered pictures, 16 bits a channel; finer than 8 when decoded "
                      "from latents."),
    QT_TRANSLATE_NOOP("engine", "OpenEXR pictures"),
    QT_TRANSLATE_NOOP("engine",
                      "A folder of numbered pictures in linear light, for compositing programs."),
    QT_TRANSLATE_NOOP("engine", "PNG picture"),
    QT_TRANSLATE_NOOP("engine", "One frame."),
};
// NOLINTEND(bugprone-suspicious-missing-comma)

}  // namespace

QString engine_text(std::string_view text) {
    const QByteArray key(text.data(), static_cast<qsizetype>(text.size()));
    // An empty source asks for the header of the catalogue.
    return key.isEmpty() ? QString() : QCoreApplication::translate("engine", key.constData());
}

std::span<const char* const> engine_texts() {
    return kTexts;
}

}  // namespace plumbline::ui
