// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/family_ways.h"

#include "base/error.h"
#include "models/registry.h"
#include "text/bpe_tokenizer.h"
#include "text/encoder_files.h"
#include "text/prompt_cleaning.h"
#include "text/prompt_encoder.h"
#include "text/sentencepiece_tokenizer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace plumbline::pipeline {
namespace {

// Longer texts are counted up to here: far beyond what any model reads.
constexpr int kCountTo = 16384;

// Our own words; the official model's list is not copied. A model folder's prompts.json replaces
// it.
constexpr std::string_view kWanNegative =
    "blurry, out of focus, low resolution, compression artefacts, flicker, oversaturated colours, "
    "overexposed, washed out, "
    "still picture, no motion, subtitles, watermark, logo, border, deformed hands, extra limbs, "
    "distorted face, cluttered background, "
    "jitter, duplicated subject";

ModelDefaults wan_defaults(const models::DenoiserSizes& sizes) {
    ModelDefaults defaults;
    defaults.negative = kWanNegative;
    if (sizes.image_to_video()) {
        defaults.steps = 40;
        defaults.shift_at_480p = 3.0;
    } else if (sizes.dim >= 5120) {
        defaults.width = 1280;
        defaults.height = 720;
    } else {
        defaults.guidance = 6.0;
        defaults.shift = 8.0;
    }
    return defaults;
}

/// Specification 6.6.
ModelDefaults hunyuan_defaults(const models::DenoiserSizes& sizes) {
    ModelDefaults defaults{.width = 1280, .height = 720, .frames = 129, .fps = 24, .steps = 50};
    defaults.guidance = sizes.takes_guidance ? 6.0 : 1.0;
    defaults.shift = 7.0;
    defaults.sampler = "euler";
    return defaults;
}

/// Specification 6.6. Dev takes guidance, schnell does not.
ModelDefaults flux_defaults(const models::DenoiserSizes& sizes) {
    ModelDefaults defaults{.width = 1024, .height = 1024, .frames = 1, .fps = 1};
    defaults.steps = sizes.takes_guidance ? 50 : 4;
    defaults.guidance = sizes.takes_guidance ? 3.5 : 1.0;
    defaults.shift = 1.0;
    defaults.shift_follows_size = sizes.takes_guidance;
    defaults.sampler = "euler";
    return defaults;
}

/// Specification 6.6.
ModelDefaults sd15_defaults(const models::DenoiserSizes&) {
    ModelDefaults defaults{.width = 512, .height = 512, .frames = 1, .fps = 1, .steps = 50};
    defaults.guidance = 7.5;
    defaults.shift = 1.0;
    defaults.sampler = "plms";
    return defaults;
}

/// What was found wrong with a part, as one clause of a longer message.
std::string in_words(const Error& error) {
    std::string words = error.what();
    if (words.ends_with('.')) words.pop_back();
    return words;
}

/// An encoder with its tokenizer; when there is none, says so among what is missing.
text::EncoderFiles take_encoder(ModelFiles& files,
                                text::EncoderKind kind,
                                const char* tokenizer_folder) {
    try {
        return text::find_encoder(files.folder, kind, tokenizer_folder, files.denoiser);
    } catch (const Error& error) {
        files.missing.push_back(in_words(error));
        return {};
    }
}

void find_wan_text(ModelFiles& files) {
    try {
        const text::PromptEncoderFiles found = text::find_prompt_encoder(files.folder);
        text::expect_kind(found.weights, text::EncoderKind::Umt5);
        files.text = {.weights = found.weights, .tokenizer = found.spiece_model};
    } catch (const Error& error) {
        files.missing.push_back(in_words(error));
    }
    if (files.denoiser.empty() || !denoiser_sizes(files).image_to_video()) return;
    files.image_encoder =
        take_encoder(files, text::EncoderKind::ClipVision, /*tokenizer_folder=*/"").weights;
}

void find_hunyuan_text(ModelFiles& files) {
    files.text = take_encoder(files, text::EncoderKind::Llama, "tokenizer");
    files.pooled_text = take_encoder(files, text::EncoderKind::Clip, "tokenizer_2");
    files.prompt_template = text::find_prompt_template(files.folder);
}

void find_flux_text(ModelFiles& files) {
    files.text = take_encoder(files, text::EncoderKind::T5, "tokenizer_2");
    files.pooled_text = take_encoder(files, text::EncoderKind::Clip, "tokenizer");
}

void find_sd15_text(ModelFiles& files) {
    files.text = take_encoder(files, text::EncoderKind::Clip, "tokenizer");
}

std::int64_t wan_text_bytes(const ModelFiles& files) {
    return text::encoder_bytes(files.text.weights, text::EncoderKind::Umt5);
}

std::int64_t hunyuan_text_bytes(const ModelFiles& files) {
    return text::encoder_bytes(files.text.weights, text::EncoderKind::Llama) +
           text::encoder_bytes(files.pooled_text.weights, text::EncoderKind::Clip);
}

std::int64_t flux_text_bytes(const ModelFiles& files) {
    return text::encoder_bytes(files.text.weights, text::EncoderKind::T5) +
           text::encoder_bytes(files.pooled_text.weights, text::EncoderKind::Clip);
}

std::int64_t sd15_text_bytes(const ModelFiles& files) {
    return text::encoder_bytes(files.text.weights, text::EncoderKind::Clip);
}

std::unique_ptr<text::PromptConditioner> open_wan_text(const ModelFiles& files,
                                                       const tensor_io::Placement& placement,
                                                       int text_len) {
    return text::open_wan_conditioner(files.text, placement, text_len);
}

std::unique_ptr<text::PromptConditioner> open_hunyuan_text(const ModelFiles& files,
                                                           const tensor_io::Placement& placement,
                                                           int text_len) {
    return text::open_hunyuan_conditioner(
        {.llama = files.text, .clip = files.pooled_text, .prompt_template = *files.prompt_template},
        placement, text_len);
}

std::unique_ptr<text::PromptConditioner> open_flux_text(const ModelFiles& files,
                                                        const tensor_io::Placement& placement,
                                                        int text_len) {
    return text::open_flux_conditioner({.t5 = files.text, .clip = files.pooled_text}, placement,
                                       text_len);
}

/// The rows are those that CLIP has places for.
std::unique_ptr<text::PromptConditioner> open_sd15_text(const ModelFiles& files,
                                                        const tensor_io::Placement& placement,
                                                        int /*text_len*/) {
    return text::open_sd_conditioner(files.text, placement);
}

TokenCount open_wan_counter(const ModelFiles& files) {
    const std::shared_ptr<const text::Tokenizer> tokenizer =
        text::open_tokenizer({.weights = files.text.weights, .spiece_model = files.text.tokenizer});
    return [tokenizer](std::string_view prompt) {
        return tokenizer->encode(text::clean_prompt(prompt), kCountTo).length;
    };
}

/// Of the prompt within its template, whose head is dropped.
TokenCount open_hunyuan_counter(const ModelFiles& files) {
    const std::shared_ptr<const text::Tokenizer> tokenizer =
        text::open_llama_tokenizer(files.text.tokenizer);
    const text::PromptTemplate frame = *files.prompt_template;
    const int head = text::head_tokens(frame, *tokenizer, files.text.tokenizer.string());
    return [tokenizer, frame, head](std::string_view prompt) {
        return tokenizer->encode(text::filled(frame, prompt), kCountTo).length - head;
    };
}

TokenCount open_flux_counter(const ModelFiles& files) {
    const std::shared_ptr<const text::Tokenizer> tokenizer =
        text::open_sentencepiece(files.text.tokenizer);
    return
        [tokenizer](std::string_view prompt) { return tokenizer->encode(prompt, kCountTo).length; };
}

TokenCount open_sd15_counter(const ModelFiles& files) {
    const std::shared_ptr<const text::Tokenizer> tokenizer =
        text::open_clip_tokenizer(files.text.tokenizer);
    return
        [tokenizer](std::string_view prompt) { return tokenizer->encode(prompt, kCountTo).length; };
}

// Measured with decoders of the published sizes (docs/benchmarks.md), a tenth added. Wan's holds
// the last frames of every convolution; the last level of the others begins with 256 channels, and
// HunyuanVideo's holds padded copies of them beside.
constexpr std::int64_t kWanBytesPerPixel = 25'500, kWanBytes = 300'000'000,
                       kHunyuanBytesPerPixel = 7200, kFluxBytesPerPixel = 4000;

std::int64_t pixels_of_a_tile(const DecodeShape& shape) {
    const vae::Tiling tiling;
    return std::min<std::int64_t>(tiling.tile, shape.width) *
           std::min<std::int64_t>(tiling.tile, shape.height);
}

/// Whole or in tiles, each of which decodes all frames; these are then held as f32, with copies.
std::int64_t wan_decode_bytes(const DecodeShape& shape) {
    constexpr std::int64_t kFrameBytesPerPixel = 64;
    const std::int64_t pixels = shape.width * shape.height;
    if (!shape.tiled) return kWanBytes + pixels * kWanBytesPerPixel;
    return kWanBytes + pixels_of_a_tile(shape) * kWanBytesPerPixel +
           pixels * shape.frames * kFrameBytesPerPixel;
}

/// One tile of one window at a time, as the authors' own program does, and the frames of two
/// windows.
std::int64_t hunyuan_decode_bytes(const DecodeShape& shape) {
    const vae::Tiling tiling;
    const std::int64_t frames = std::min<std::int64_t>(tiling.window + 1, shape.frames);
    return frames *
           (pixels_of_a_tile(shape) * kHunyuanBytesPerPixel + shape.width * shape.height * 24);
}

std::int64_t picture_decode_bytes(const DecodeShape& shape) {
    const std::int64_t pixels = shape.width * shape.height;
    return (shape.tiled ? pixels_of_a_tile(shape) : pixels) * kFluxBytesPerPixel + pixels * 24;
}

const std::array<FamilyWays, 4> kWays{{
    {.id = "wan",
     .vae_file = "the video autoencoder (Wan2.1_VAE.pth or .safetensors)",
     .is_picture = false,
     .has_two_branches = true,
     .text_in_stack = false,
     .has_recorded_form = true,
     .euler = "euler",
     .negative = kWanNegative,
     .defaults = wan_defaults,
     .find_text = find_wan_text,
     .open_text = open_wan_text,
     .text_bytes = wan_text_bytes,
     .open_counter = open_wan_counter,
     .decode_bytes = wan_decode_bytes},
    {.id = "hunyuan",
     .vae_file =
         "the video autoencoder (vae/pytorch_model.pt or hunyuan_video_vae_bf16.safetensors)",
     .is_picture = false,
     .has_two_branches = false,
     .text_in_stack = true,
     .euler = "hunyuan_official",
     .negative = {},
     .defaults = hunyuan_defaults,
     .find_text = find_hunyuan_text,
     .open_text = open_hunyuan_text,
     .text_bytes = hunyuan_text_bytes,
     .open_counter = open_hunyuan_counter,
     .decode_bytes = hunyuan_decode_bytes},
    {.id = "flux",
     .vae_file = "the autoencoder (ae.safetensors)",
     .is_picture = true,
     .has_two_branches = false,
     .text_in_stack = true,
     .euler = "flux_bfl",
     .negative = {},
     .defaults = flux_defaults,
     .find_text = find_flux_text,
     .open_text = open_flux_text,
     .text_bytes = flux_text_bytes,
     .open_counter = open_flux_counter,
     .decode_bytes = picture_decode_bytes},
    {.id = "sd15",
     .vae_file = "the autoencoder (vae/ or inside v1-5-pruned-emaonly.safetensors)",
     .is_picture = true,
     .has_two_branches = true,
     .text_in_stack = false,
     .token_side = 1,
     .usual_cache = "none",
     .euler = "euler",
     .negative = {},
     .defaults = sd15_defaults,
     .find_text = find_sd15_text,
     .open_text = open_sd15_text,
     .text_bytes = sd15_text_bytes,
     .open_counter = open_sd15_counter,
     .decode_bytes = picture_decode_bytes},
}};

}  // namespace

const FamilyWays& ways_of(std::string_view family) {
    const auto found = std::ranges::find(kWays, family, &FamilyWays::id);
    if (found != kWays.end()) return *found;
    throw Error(ErrorKind::Input,
                fmt::format("{} cannot be generated with yet", models::find_family(family).title),
                "its files can be inspected and its recorded cases replayed; plumbline models says "
                "which models make clips and pictures");
}

}  // namespace plumbline::pipeline
