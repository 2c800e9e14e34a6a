// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cards.h"
#include "api/recipe.h"
#include "models/registry.h"
#include "pipeline/device.h"
#include "text/encoder_files.h"
#include "text/prompt_template.h"
#include "vae/preview.h"
#include "vae/vae.h"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// What a model runs with unless told otherwise.
struct ModelDefaults {
    int width = 832, height = 480, frames = 81, fps = 16, steps = 50;
    double guidance = 5.0, shift = 5.0;
    bool shift_follows_size = false;        // as schedulers::dynamic_shift; `shift` is not used
    std::optional<double> shift_at_480p{};  // for frames of at most 832 × 480 pixels
    std::string sampler = "unipc";
    std::string negative{};
    /// Tuned cache parameters by method, as text; they stand before the family's published
    /// defaults.
    std::map<std::string, std::map<std::string, std::string>> cache{};

    /// The shift for frames of so many pixels.
    [[nodiscard]] double shift_for(std::int64_t width, std::int64_t height) const;
};

/// One model on disk: its parts and its ways.
struct ModelFiles {
    std::string id, title, family = "wan", licence;
    std::filesystem::path folder;
    std::filesystem::path denoiser, vae;  // weight files; empty when missing
    text::EncoderFiles text;  // of what gives a row a token; T5's tokenizer may be empty: the
                              // checkpoint carries it
    text::EncoderFiles pooled_text;  // of what gives the whole prompt as one vector; empty where
                                     // the family has none
    std::filesystem::path image_encoder;                  // of models that turn an image into video
    std::optional<text::PromptTemplate> prompt_template;  // of the families that use one
    std::filesystem::path config;                         // config.json; empty when there is none
    vae::PreviewMatrix preview = vae::wan_preview_matrix();
    std::filesystem::path preview_decoder;  // of a tiny decoder; empty when there is none
    std::vector<api::Lora> loras;           // to be merged into the denoiser
    std::vector<std::string> missing;       // parts that were not found, in words
    ModelDefaults defaults;
};

/// Folder of the shipped models and their manifests: the environment variable PLUMBLINE_RESOURCES,
/// or the installed one, or the source tree's.
[[nodiscard]] std::filesystem::path resource_folder();

/// Finds a model by id (resources/models/<id>.json), folder or denoiser file. Looks at names and
/// headers only. Throws Error{Input} when there is no such model or its family is not known.
[[nodiscard]] ModelFiles find_model(const std::string& name);
/// As find_model, and every part must be there. Throws Error{Input} naming what is missing.
[[nodiscard]] ModelFiles find_complete_model(const std::string& name);
/// Every model that a manifest names, present or not.
[[nodiscard]] std::vector<api::ModelCard> model_cards();
/// A denoiser of the library: its path is the card's id. One that cannot be read has a card that
/// says why.
[[nodiscard]] api::ModelCard library_card(const std::string& name, const std::string& path);

/// Of the autoencoder's latents, from its header. Throws Error{Input}.
[[nodiscard]] std::int64_t latent_channels(const ModelFiles& files);
/// Under canonical names, LoRA files merged in when they are read.
[[nodiscard]] tensor_io::WeightMap denoiser_weights(const ModelFiles& files);
[[nodiscard]] models::DenoiserSizes denoiser_sizes(const ModelFiles& files,
                                                   const tensor_io::WeightMap& canonical);
[[nodiscard]] models::DenoiserSizes denoiser_sizes(const ModelFiles& files);
/// Where a denoiser's blocks are while it runs.
enum class Blocks { OnDevice, Streamed };
[[nodiscard]] std::unique_ptr<models::Denoiser> open_denoiser(const ModelFiles& files,
                                                              const Target& target,
                                                              const Checkpoint& checkpoint,
                                                              Blocks blocks = Blocks::OnDevice);
/// Of the denoiser; empty where the family has none. Throws Error{Input}.
[[nodiscard]] models::TimeSignal time_signal(const ModelFiles& files, const Target& target);
[[nodiscard]] std::unique_ptr<vae::Vae> open_vae(const ModelFiles& files,
                                                 const Target& target,
                                                 const Checkpoint& checkpoint);
/// Prompts that a bench runs: the lines of bench_prompts.txt in the model's folder, else a few
/// general ones.
[[nodiscard]] std::vector<std::string> bench_prompts(const ModelFiles& files);
/// SHA-256 of every part of the model by role ("denoiser", "text", "vae", "tokenizer", and where
/// the family has them "pooled_text", "pooled_tokenizer", "image_encoder", "template"; LoRA files
/// are "lora_1", …). Of a file beyond 256 MiB only its length and first MiB count, and the value
/// says so
/// ("head:LENGTH:HASH"); a part in several files has one value over all of theirs
/// ("set:COUNT:HASH").
[[nodiscard]] std::map<std::string, std::string> model_hashes(const ModelFiles& files);

}  // namespace plumbline::pipeline
