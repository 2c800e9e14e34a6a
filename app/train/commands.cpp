// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/commands.h"

#include "media/png_file.h"
#include "train/autoencoder_kind.h"
#include "train/clip_data.h"
#include "train/clip_renderer.h"
#include "train/demo_model.h"
#include "train/denoiser_training.h"
#include "train/judge_clips.h"
#include "train/preview_fit.h"
#include "train/vae_training.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>

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

/// Which autoencoder, and how wide.
void add_autoencoder(CLI::App& command, VaeTraining& options) {
    std::vector<std::string> families;
    for (const AutoencoderKind& kind : autoencoder_kinds()) families.emplace_back(kind.family);
    command.add_option("--family", options.family, "Whose autoencoder it is")
        ->check(CLI::IsMember(families));
    command.add_option("--base", options.base, "Width of the first level");
}

void add_vae(CLI::App& app) {
    auto options = std::make_shared<VaeTraining>();
    CLI::App* command = app.add_subcommand("vae", "Trains an autoencoder");
    add_training(*command, *options);
    add_autoencoder(*command, *options);
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
    add_autoencoder(*command, *options);
    command->add_option("--output", *picture, "Picture to write (.ppm)")->required();
    command->add_option("--clips", *clips, "Held-out captions to show")->check(CLI::Range(1, 100));
    command->callback(
        [options, picture, clips] { write_reconstructions(*options, *picture, *clips); });
}

void add_finish_vae(CLI::App& app) {
    auto options = std::make_shared<VaeTraining>();
    CLI::App* command = app.add_subcommand(
        "finish-vae", "Brings the latents to the published statistics and writes vae.safetensors");
    command->add_option("--work", options->work, "Folder of checkpoints and logs")->required();
    add_autoencoder(*command, *options);
    command->callback(
        [options] { write_half(options->work / "vae.safetensors", finished_vae(*options)); });
}

/// Which model is trained.
void add_kind(CLI::App& command, std::string& kind) {
    std::vector<std::string> ids;
    for (const ModelKind* known : model_kinds()) ids.emplace_back(known->id);
    command.add_option("--kind", kind, "Which model it is")->check(CLI::IsMember(ids));
}

void add_denoiser(CLI::App& app) {
    auto options = std::make_shared<DenoiserTraining>();
    CLI::App* command =
        app.add_subcommand("denoiser", "Trains a denoiser and its encoders together");
    add_training(*command, *options);
    add_kind(*command, options->kind);
    command->add_option("--batch", options->batch, "Clips a step");
    command->add_option("--pool", options->pool, "Clips encoded before the first step");
    command->add_option("--pool-limit", options->pool_limit, "Clips at the end");
    command->add_option("--grow", options->grow, "Clips added a step");
    command->add_flag("--distil", options->distil,
                      "Learns guidance as an input from the model of --start");
    command->callback([options] { train_denoiser(*options); });
}

void add_export(CLI::App& app) {
    auto options = std::make_shared<DenoiserTraining>();
    auto folder = std::make_shared<std::filesystem::path>();
    CLI::App* command =
        app.add_subcommand("export", "Writes the model folder out of a training folder");
    command->add_option("--work", options->work, "Folder of checkpoints and logs")->required();
    command->add_option("--output", *folder, "Model folder")->required();
    add_kind(*command, options->kind);
    command->add_flag("--distil", options->distil, "Of the distillation in it");
    command->callback([options, folder] { write_model(*options, *folder); });
}

void add_preview(CLI::App& app) {
    auto folder = std::make_shared<std::filesystem::path>();
    auto clips = std::make_shared<int>(100);
    auto kind = std::make_shared<std::string>("wan");
    CLI::App* command = app.add_subcommand(
        "preview", "Fits the colours of previews to a model's autoencoder (preview.json)");
    command->add_option("--model", *folder, "Model folder")
        ->required()
        ->check(CLI::ExistingDirectory);
    add_kind(*command, *kind);
    command->add_option("--clips", *clips, "Clips to fit to")->check(CLI::Range(1, 10000));
    command->callback([folder, clips, kind] {
        const ModelKind& model = model_kind(*kind);
        const AutoencoderKind& autoencoder = autoencoder_kind(model.autoencoder);
        const auto vae = autoencoder.open(tensor_io::open_weights(*folder / model.vae_file));
        vae::write_preview_matrix(
            *folder / "preview.json",
            fit_preview(*vae, *clips, autoencoder.size, autoencoder.frames, /*seed=*/1));
    });
}

/// The first frame of a clip that shows the caption, as image-to-video models are given it.
void write_first_frame(const Caption& caption, int index, const std::filesystem::path& folder) {
    const std::filesystem::path file = folder / fmt::format("{:03}.png", index);
    std::filesystem::create_directories(folder);
    const api::Image first = render(caption, static_cast<std::uint64_t>(index)).front();
    media::write_png(file, file, first, {});
}

void add_captions(CLI::App& app) {
    auto count = std::make_shared<int>(100);
    auto folder = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("captions", "Prints held-out captions, one a line, in a fixed order");
    command->add_option("--count", *count, "How many")->check(CLI::Range(1, 1000));
    command->add_option("--first-frames", *folder,
                        "Folder for 000.png and so on, the first frame of a clip of each");
    command->callback([count, folder] {
        const std::vector<Caption> captions = held_out_captions();
        const int shown = std::min(static_cast<int>(captions.size()), *count);
        for (int i = 0; i < shown; ++i) {
            const Caption& caption = captions[static_cast<std::size_t>(i)];
            if (!folder->empty()) write_first_frame(caption, i, *folder);
            fmt::print("{}\n", text(caption));
        }
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
