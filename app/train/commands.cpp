// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/commands.h"

#include "base/file.h"
#include "tensor_io/safetensors.h"
#include "train/clip_data.h"
#include "train/demo_model.h"
#include "train/denoiser_training.h"
#include "train/judge_clips.h"
#include "train/preview_fit.h"
#include "train/vae_training.h"
#include "vae/wan_vae.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace plumbline::train {
namespace {

/// What every training takes: VaeTraining and DenoiserTraining name these fields alike.
template <typename Training>
void add_training(CLI::App& command, Training& options) {
    command.add_option("--work", options.work, "Folder of checkpoints and logs")->required();
    command.add_option("--workers", options.workers, "Threads that compute gradients side by side");
    command.add_option("--start", options.start, "Model folder whose weights are the first values")
        ->check(CLI::ExistingDirectory);
    command.add_option("--steps", options.steps, "Steps in all, resumed ones included");
    command.add_option("--rate", options.learning_rate, "Peak learning rate");
    command.add_option("--minutes", options.minutes,
                       "Ends after this long; the rate falls to meet it");
}

void add_vae(CLI::App& app) {
    auto options = std::make_shared<VaeTraining>();
    CLI::App* command = app.add_subcommand("vae", "Trains the video autoencoder");
    add_training(*command, *options);
    command->add_option("--base", options->base, "Width of the first level");
    command->add_option("--batch", options->batch, "Crops a step");
    command->add_option("--crop", options->crop, "Pixels of a crop's side");
    command->add_option("--crop-frames", options->crop_frames, "Frames of a crop, 4n+1");
    command->callback([options] { train_vae(*options); });
}

void add_reconstruct(CLI::App& app) {
    auto options = std::make_shared<VaeTraining>();
    auto picture = std::make_shared<std::filesystem::path>();
    auto clips = std::make_shared<int>(8);
    CLI::App* command = app.add_subcommand(
        "reconstruct", "Pictures of clips beside what the autoencoder makes of them");
    command->add_option("--work", options->work, "Folder of checkpoints and logs")->required();
    command->add_option("--base", options->base, "Width of the first level");
    command->add_option("--output", *picture, "Picture to write (.ppm)")->required();
    command->add_option("--clips", *clips, "Held-out captions to show")->check(CLI::Range(1, 100));
    command->callback(
        [options, picture, clips] { write_reconstructions(*options, *picture, *clips); });
}

void add_finish_vae(CLI::App& app) {
    auto options = std::make_shared<VaeTraining>();
    CLI::App* command = app.add_subcommand("finish-vae",
                                           "Brings the latents to the published statistics and "
                                           "writes vae.safetensors and spiece.model");
    command->add_option("--work", options->work, "Folder of checkpoints and logs")->required();
    command->add_option("--base", options->base, "Width of the first level");
    command->callback([options] {
        write_half(options->work / "vae.safetensors", finished_vae(*options));
        train_tokenizer(options->work / kTokenizerFile);
    });
}

void add_sizes(CLI::App& command, DemoSizes& sizes) {
    command.add_option("--dim", sizes.dim, "Width of the denoiser");
    command.add_option("--heads", sizes.heads, "Attention heads");
    command.add_option("--ffn", sizes.ffn_dim, "Width of the MLP");
    command.add_option("--layers", sizes.layers, "Blocks");
}

void add_denoiser(CLI::App& app) {
    auto options = std::make_shared<DenoiserTraining>();
    CLI::App* command = app.add_subcommand("denoiser", "Trains the denoiser and its text encoder");
    add_training(*command, *options);
    add_sizes(*command, options->sizes);
    command->add_option("--batch", options->batch, "Clips a step");
    command->add_option("--pool", options->pool, "Clips encoded before the first step");
    command->add_option("--pool-limit", options->pool_limit, "Clips at the end");
    command->add_option("--grow", options->grow, "Clips added a step");
    command->callback([options] { train_denoiser(*options); });
}

void add_export(CLI::App& app) {
    auto options = std::make_shared<DenoiserTraining>();
    auto folder = std::make_shared<std::filesystem::path>();
    CLI::App* command =
        app.add_subcommand("export", "Writes the model folder out of a training folder");
    command->add_option("--work", options->work, "Folder of checkpoints and logs")->required();
    command->add_option("--output", *folder, "Model folder")->required();
    add_sizes(*command, options->sizes);
    command->callback([options, folder] {
        std::filesystem::create_directories(*folder);
        const TrainedWeights weights = trained_weights(*options);
        write_half(*folder / kDenoiserFile, weights.denoiser);
        write_half(*folder / kTextFile, weights.text);
        for (const auto& [from, to] :
             {std::pair{"vae.safetensors", kVaeFile}, {kTokenizerFile, kTokenizerFile}}) {
            std::filesystem::copy_file(options->work / from, *folder / to,
                                       std::filesystem::copy_options::overwrite_existing);
        }
        write_config(*folder / "config.json", options->sizes);
    });
}

void add_preview(CLI::App& app) {
    auto folder = std::make_shared<std::filesystem::path>();
    auto clips = std::make_shared<int>(100);
    CLI::App* command = app.add_subcommand(
        "preview", "Fits the colours of previews to a model's autoencoder (preview.json)");
    command->add_option("--model", *folder, "Model folder")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->add_option("--clips", *clips, "Clips to fit to")->check(CLI::Range(1, 10000));
    command->callback([folder, clips] {
        const DenoiserTraining sizes;
        vae::WanVae vae(vae::canonical_wan_vae_names(tensor_io::open_weights(*folder / kVaeFile)),
                        {});
        vae::write_preview_matrix(*folder / "preview.json",
                                  fit_preview(vae, *clips, sizes.size, sizes.frames, sizes.seed));
    });
}

void add_captions(CLI::App& app) {
    auto count = std::make_shared<int>(100);
    CLI::App* command =
        app.add_subcommand("captions", "Prints held-out captions, one a line, in a fixed order");
    command->add_option("--count", *count, "How many")->check(CLI::Range(1, 1000));
    command->callback([count] {
        const std::vector<Caption> captions = held_out_captions();
        const std::size_t shown = std::min(captions.size(), static_cast<std::size_t>(*count));
        for (std::size_t i = 0; i < shown; ++i) fmt::print("{}\n", text(captions[i]));
    });
}

void add_judge(CLI::App& app) {
    auto options = std::make_shared<Judging>();
    CLI::App* command =
        app.add_subcommand("judge", "Says of generated clips what of their captions they show");
    command
        ->add_option("clips", options->clips,
                     "Clips made by plumbline generate; each carries its caption")
        ->required();
    command->add_option("--colour", options->colour, "Least share that shows the right colour");
    command->add_option("--motion", options->motion, "Least share that shows the right motion");
    command->add_option("--background", options->background,
                        "Least share that shows the right background");
    command->callback([options] { judge_clips(*options); });
}

}  // namespace

void add_commands(CLI::App& app) {
    add_vae(app);
    add_reconstruct(app);
    add_finish_vae(app);
    add_denoiser(app);
    add_export(app);
    add_preview(app);
    add_captions(app);
    add_judge(app);
}

}  // namespace plumbline::train
