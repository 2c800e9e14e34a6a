// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_parts.h"

#include "base/error.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <fmt/format.h>

namespace plumbline::pipeline {
namespace {

/// With the denoiser's own projection done.
models::Conditioning prepare(models::Denoiser& denoiser,
                             const text::PromptConditioning& prompt,
                             const std::optional<ImageCondition>& image,
                             double guidance) {
    models::Conditioning conditioning;
    conditioning.context = prompt.embedding;  // no mask: every row takes part
    conditioning.pooled = prompt.pooled;
    conditioning.guidance = guidance;
    if (image) {
        conditioning.clip_features = image->clip_features;
        conditioning.latents = image->latents;
    }
    return denoiser.prepare(conditioning);
}

/// An encoder of another model gives states that the denoiser cannot read.
void expect_width(const std::filesystem::path& encoder, std::int64_t given, std::int64_t taken) {
    if (given == taken) return;
    throw Error(ErrorKind::Input,
                fmt::format("the text encoder {} gives {} values a token, the denoiser takes {}",
                            encoder.string(), given, taken),
                "use the text encoder that belongs to the model");
}

at::Tensor initial_noise(const RunPlan& plan) {
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(plan.recipe.seed);
    return at::randn({1, plan.sizes.out_channels, plan.latent_frames(), plan.latent_height(),
                      plan.latent_width()},
                     generator, at::TensorOptions().dtype(at::kFloat));
}

}  // namespace

std::unique_ptr<models::Denoiser> open_denoiser(const RunPlan& plan, const Checkpoint& checkpoint) {
    return open_denoiser(plan.model, plan.target, checkpoint,
                         plan.residency == Residency::Stream ? Blocks::Streamed : Blocks::OnDevice);
}

vae::DecodeOptions decode_options(const RunPlan& plan,
                                  const vae::Vae& vae,
                                  const Checkpoint& checkpoint) {
    vae::DecodeOptions options{
        .latents_per_chunk = 1, .tiling = vae.usual_tiling(), .checkpoint = checkpoint};
    options.tiling.enabled = options.tiling.enabled || plan.recipe.tiled_vae;
    return options;
}

std::unique_ptr<text::PromptConditioner> open_conditioner(const RunPlan& plan,
                                                          const Checkpoint& checkpoint) {
    // bf16 would do on CUDA, but the encoder runs once and f32 keeps both devices close.
    const tensor_io::Placement placement{
        .device = plan.target.device,
        .dtype = plan.target.device.is_cpu() ? at::kFloat : at::kBFloat16,
        .checkpoint = checkpoint};
    auto encoder =
        plan.ways->open_text(plan.model, placement, static_cast<int>(plan.sizes.text_len));
    expect_width(plan.model.text.weights, encoder->dim(), plan.sizes.text_dim);
    expect_width(plan.model.pooled_text.weights, encoder->pooled_dim(), plan.sizes.pooled_dim);
    return encoder;
}

EncodedPrompts encode_prompts(const RunPlan& plan,
                              const text::PromptConditioner& conditioner,
                              const Checkpoint& checkpoint,
                              std::vector<std::string>& warnings) {
    const auto encode = [&](const std::string& prompt, const char* what) {
        text::PromptConditioning encoded = conditioner.encode(prompt, checkpoint);
        if (encoded.truncated) {
            warnings.push_back(fmt::format("the {} is longer than {} tokens; its end is not used",
                                           what, plan.sizes.text_len));
        }
        return encoded;
    };
    EncodedPrompts prompts;
    prompts.cond = encode(plan.recipe.prompt, "prompt");
    if (plan.guided) prompts.uncond = encode(*plan.recipe.negative, "negative prompt");
    return prompts;
}

EncodedPrompts encode_prompts(const RunPlan& plan,
                              const Checkpoint& checkpoint,
                              std::vector<std::string>& warnings) {
    EncodedPrompts prompts =
        encode_prompts(plan, *open_conditioner(plan, checkpoint), checkpoint, warnings);
    // The text encoder is gone before the next is opened.
    if (plan.first_frame) prompts.image = encode_first_frame(plan, checkpoint);
    return prompts;
}

std::vector<api::Image> to_images(const at::Tensor& frames) {
    const at::Tensor bytes = frames[0]
                                 .add(1.0)
                                 .mul(127.5)
                                 .round()
                                 .clamp(0.0, 255.0)
                                 .to(at::kByte)
                                 .permute({1, 2, 3, 0})
                                 .contiguous();
    const auto height = static_cast<int>(bytes.size(1)), width = static_cast<int>(bytes.size(2));
    const auto* data = bytes.const_data_ptr<std::uint8_t>();
    const std::size_t size = static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 3;
    std::vector<api::Image> images;
    for (std::int64_t i = 0; i < bytes.size(0); ++i, data += size) {
        images.push_back({.width = width, .height = height, .pixels = {data, data + size}});
    }
    return images;
}

std::vector<media::DeepImage> to_deep_images(const at::Tensor& frames) {
    constexpr double kHalf = 65535.0 / 2;
    const at::Tensor values = frames[0]
                                  .to(at::kDouble)
                                  .add(1.0)
                                  .mul(kHalf)
                                  .round()
                                  .clamp(0.0, 2 * kHalf)
                                  .to(at::kInt)
                                  .permute({1, 2, 3, 0})
                                  .contiguous();
    const auto height = static_cast<int>(values.size(1)), width = static_cast<int>(values.size(2));
    const auto* data = values.const_data_ptr<std::int32_t>();
    const std::size_t size = static_cast<std::size_t>(height) * static_cast<std::size_t>(width) * 3;
    std::vector<media::DeepImage> images;
    for (std::int64_t i = 0; i < values.size(0); ++i, data += size) {
        images.push_back({.width = width, .height = height, .pixels = {data, data + size}});
    }
    return images;
}

LoopParts::LoopParts(const RunPlan& plan,
                     models::Denoiser& denoiser,
                     const EncodedPrompts& prompts,
                     const cache::PolicyEntry& method,
                     const api::Params& params)
    : denoiser_(denoiser),
      cond_(prepare(denoiser, prompts.cond, prompts.image, *plan.recipe.guidance)),
      guidance_(*plan.recipe.guidance),
      device_(plan.target.device),
      scheduler_(plan.make_scheduler()),
      policy_(method.make(plan.model.family, params)),
      noise_(initial_noise(plan)) {
    if (prompts.uncond) uncond_ = prepare(denoiser, *prompts.uncond, prompts.image, guidance_);
}

LoopInput LoopParts::input() const {
    return {.denoiser = denoiser_,
            .cond = cond_,
            .uncond = uncond_ ? &*uncond_ : nullptr,
            .guidance = guidance_,
            .scheduler = *scheduler_,
            .policy = *policy_,
            .noise = noise_.to(device_)};
}

}  // namespace plumbline::pipeline
