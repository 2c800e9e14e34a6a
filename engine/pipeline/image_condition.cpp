// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/image_condition.h"

#include "base/error.h"
#include "pipeline/run_parts.h"
#include "text/clip_vision_encoder.h"
#include "text/encoder_hints.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace plumbline::pipeline {
namespace {

/// [1, 3, H, W] f32 in -1 … 1.
at::Tensor to_tensor(const api::Image& image) {
    // The image outlives the copy that to() makes.
    auto* pixels = const_cast<std::uint8_t*>(image.pixels.data());
    return at::from_blob(pixels, {1, image.height, image.width, 3}, at::kByte)
        .permute({0, 3, 1, 2})
        .to(at::kFloat)
        .div(127.5)
        .sub(1.0)
        .contiguous();
}

/// Of the image, the whole of it, as the model was trained.
at::Tensor clip_features(const RunPlan& plan,
                         const api::Image& image,
                         const Checkpoint& checkpoint) {
    const std::filesystem::path& file = plan.model.image_encoder;
    const text::ClipVisionEncoder encoder(
        text::canonical_clip_vision_names(tensor_io::open_weights(file)),
        {.device = plan.target.device, .dtype = at::kFloat, .checkpoint = checkpoint},
        {.heads = text::hints_beside(file, "vision_config").heads.value_or(0)});
    if (encoder.dim() != plan.sizes.image_dim) {
        throw Error(ErrorKind::Input,
                    fmt::format("the image encoder {} gives {} values a token, the denoiser takes "
                                "{}",
                                file.string(), encoder.dim(), plan.sizes.image_dim),
                    "use the image encoder that belongs to the model");
    }
    return encoder.encode(encoder.preprocess(to_tensor(image)), checkpoint).to(at::kFloat);
}

/// Of a clip that holds the image and mid grey after it.
at::Tensor clip_latents(const RunPlan& plan,
                        const api::Image& image,
                        const Checkpoint& checkpoint) {
    const std::int64_t frames = *plan.recipe.frames;
    const at::Tensor first = fitted(image, *plan.recipe.height, *plan.recipe.width).unsqueeze(2);
    const at::Tensor grey =
        at::zeros({1, 3, frames - 1, first.size(3), first.size(4)}, first.options());
    const auto vae = open_vae(plan.model, plan.target, checkpoint);
    return vae
        ->encode(at::cat({first, grey}, 2).to(plan.target.device),
                 decode_options(plan, *vae, checkpoint))
        .to(at::kFloat);
}

/// All its channels are 1 at the first latent frame. [1, 4, T, h, w].
at::Tensor first_frame_mask(std::int64_t frames, std::int64_t height, std::int64_t width) {
    at::Tensor mask = at::zeros({1, kMaskChannels, frames, height, width}, at::kFloat);
    mask.narrow(2, 0, 1).fill_(1.0);
    return mask;
}

}  // namespace

at::Tensor fitted(const api::Image& image, std::int64_t height, std::int64_t width) {
    const std::int64_t from_height = image.height, from_width = image.width;
    // The larger of the parts whose sides are as height to width.
    const std::int64_t kept_height =
        std::clamp<std::int64_t>(from_width * height / width, 1, from_height);
    const std::int64_t kept_width =
        std::clamp<std::int64_t>(from_height * width / height, 1, from_width);
    const at::Tensor middle = to_tensor(image)
                                  .narrow(2, (from_height - kept_height) / 2, kept_height)
                                  .narrow(3, (from_width - kept_width) / 2, kept_width)
                                  .contiguous();
    return at::_upsample_bicubic2d_aa(middle, {height, width}, /*align_corners=*/false)
        .clamp(-1.0, 1.0);
}

ImageCondition encode_first_frame(const RunPlan& plan, const Checkpoint& checkpoint) {
    const c10::NoGradGuard no_grad;
    const api::Image& image = plan.first_frame->image;
    ImageCondition condition;
    condition.clip_features = clip_features(plan, image, checkpoint);
    const at::Tensor latents = clip_latents(plan, image, checkpoint);
    const at::Tensor mask =
        first_frame_mask(plan.latent_frames(), plan.latent_height(), plan.latent_width());
    condition.latents = at::cat({mask.to(latents.device()), latents}, 1);
    return condition;
}

}  // namespace plumbline::pipeline
