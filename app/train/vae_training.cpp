// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/vae_training.h"

#include "base/file.h"
#include "train/clip_data.h"
#include "train/demo_model.h"
#include "train/progress.h"
#include "train/workers.h"
#include "vae/wan_vae.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <cmath>
#include <memory>

namespace plumbline::train {
namespace {

constexpr double kPi = 3.14159265358979323846;

std::filesystem::path checkpoint_path(const VaeTraining& options) {
    return options.work / "vae.state.safetensors";
}

/// Random spans of random clips: [B, 3, crop_frames, crop, crop].
at::Tensor draw_crops(ClipSource& source, const VaeTraining& options) {
    std::vector<at::Tensor> crops;
    const auto pick = [&](int largest) {
        return std::uniform_int_distribution<int>(0, largest)(source.random());
    };
    for (int i = 0; i < options.batch / options.workers; ++i) {
        const at::Tensor clip = source.next().clip;
        crops.push_back(
            clip.narrow(1, pick(options.frames - options.crop_frames), options.crop_frames)
                .narrow(2, pick(options.size - options.crop), options.crop)
                .narrow(3, pick(options.size - options.crop), options.crop));
    }
    return at::stack(crops);
}

/// Mean absolute difference in which coloured pixels count up to four times: objects are small and
/// colourful, backgrounds large and dull. A second term compares the colour differences R - G and B
/// - G by themselves.
at::Tensor picture_loss(const at::Tensor& difference, const at::Tensor& pixels) {
    const at::Tensor colourfulness = (pixels.amax(1, true) - pixels.amin(1, true)) * 0.5;
    const at::Tensor weight = 1.0 + 3.0 * colourfulness;
    const at::Tensor green = difference.narrow(1, 1, 1);
    const at::Tensor chroma =
        (difference.narrow(1, 0, 1) - green).abs() + (difference.narrow(1, 2, 1) - green).abs();
    return (weight * (difference.abs() + 0.5 * difference.square())).mean() +
           0.5 * (weight * chroma).mean();
}

struct VaeLoss {
    at::Tensor total;
    double reconstruction = 0;
};

VaeLoss loss_of(const vae::WanVae& model,
                const at::Tensor& pixels,
                const VaeTraining& options,
                at::Generator& generator) {
    const vae::DecodeOptions whole{.latents_per_chunk = 1 << 20, .tiling = {}, .checkpoint = {}};
    const std::vector<at::Tensor> posterior = model.posterior(pixels, whole).chunk(2, 1);
    const at::Tensor log_variance = posterior[1].clamp(-12.0, 8.0);
    const at::Tensor latents =
        posterior[0] + at::exp(0.5 * log_variance) * at::randn(posterior[0].sizes(), generator);
    const at::Tensor difference = model.decode_raw(latents, whole) - pixels;
    const at::Tensor absolute = difference.abs().mean();
    const at::Tensor divergence =
        0.5 * (posterior[0].square() + log_variance.exp() - 1.0 - log_variance).mean();
    return {.total = picture_loss(difference, pixels) + options.kl_weight * divergence,
            .reconstruction = absolute.item<double>()};
}

/// What one thread of the training owns.
struct Worker {
    std::unique_ptr<vae::WanVae> model;
    ClipSource source;
    at::Generator generator;
    double error = 0;
};

}  // namespace

void initialise_vae(Parameters& parameters, std::uint64_t seed) {
    const c10::NoGradGuard no_grad;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const tensor_io::WeightMap all = parameters.trainable();
    for (const auto& [name, entry] : all.entries()) {
        at::Tensor value = parameters.view(name);
        if (name.ends_with("gamma")) {
            value.fill_(1.0);
        } else if (name.ends_with("weight")) {
            const double fan_in = static_cast<double>(value[0].numel());
            const bool quiet = name.find("residual.6") != std::string::npos ||
                               name.find("proj") != std::string::npos;
            value.normal_(0.0, (quiet ? 0.5 : 1.3) / std::sqrt(fan_in), generator);
        }
    }
    // Small posterior noise at the start, or the decoder sees nothing.
    parameters.view("conv1.bias").narrow(0, 16, 16).fill_(-4.0);
    parameters.view("conv1.weight").narrow(0, 16, 16).mul_(0.1);
    parameters.reset_average();
}

void train_vae(const VaeTraining& options) {
    std::filesystem::create_directories(options.work);
    Parameters parameters(vae::wan_vae_parameters(options.base), options.workers);
    initialise_vae(parameters, options.seed);
    if (!options.start.empty()) {
        parameters.start_from(
            vae::canonical_wan_vae_names(tensor_io::open_weights(options.start / kVaeFile)));
    }
    if (std::filesystem::exists(checkpoint_path(options)))
        parameters.load(checkpoint_path(options));
    std::vector<Worker> workers;
    for (int i = 0; i < options.workers; ++i) {
        const std::uint64_t seed = options.seed +
                                   1000003 * static_cast<std::uint64_t>(parameters.step()) +
                                   7919 * static_cast<std::uint64_t>(i);
        workers.push_back({.model = std::make_unique<vae::WanVae>(parameters.trainable(i),
                                                                  tensor_io::Placement{}),
                           .source = ClipSource(seed, options.size, options.frames),
                           .generator = at::make_generator<at::CPUGeneratorImpl>(seed),
                           .error = 0});
    }
    const OptimiserOptions optimiser{.weight_decay = 1e-4, .ema_decay = 0.998};
    Progress progress(options.work / "vae.log", "vae", options.steps, options.minutes);
    while (parameters.step() < options.steps && !progress.out_of_time()) {
        parameters.zero_gradients();
        run_workers(options.workers, [&](int i) {
            Worker& worker = workers[static_cast<std::size_t>(i)];
            const VaeLoss loss = loss_of(*worker.model, draw_crops(worker.source, options), options,
                                         worker.generator);
            loss.total.backward();
            worker.error = loss.reconstruction;
        });
        double error = 0;
        for (const Worker& worker : workers) error += worker.error / options.workers;
        const double done = progress.fraction(parameters.step());
        const double rate = options.learning_rate *
                            std::min(1.0, static_cast<double>(parameters.step() + 1) / 100.0) *
                            (0.03 + 0.97 * 0.5 * (1.0 + std::cos(kPi * done)));
        const double norm = parameters.update(rate, optimiser);
        if (progress.report(parameters.step(), {{"l1", error}, {"norm", norm}, {"rate", rate}})) {
            parameters.save(checkpoint_path(options));
        }
    }
    parameters.save(checkpoint_path(options));
}

tensor_io::WeightMap finished_vae(const VaeTraining& options, int statistics_clips) {
    const c10::NoGradGuard no_grad;
    Parameters parameters(vae::wan_vae_parameters(options.base));
    parameters.load(checkpoint_path(options));
    tensor_io::WeightMap weights = parameters.averaged();
    const vae::WanVae model(weights, {});
    ClipSource source(options.seed + 4711, options.size, options.frames);
    at::Tensor sum = at::zeros({16}, at::kDouble), squares = at::zeros({16}, at::kDouble);
    double count = 0;
    for (int i = 0; i < statistics_clips; ++i) {
        const at::Tensor mean =
            model
                .posterior(source.next().clip.unsqueeze(0),
                           {.latents_per_chunk = 4, .tiling = {}, .checkpoint = {}})
                .narrow(1, 0, 16)
                .to(at::kDouble);
        sum += mean.sum({0, 2, 3, 4});
        squares += mean.square().sum({0, 2, 3, 4});
        count += static_cast<double>(mean[0][0].numel());
    }
    const at::Tensor mean = sum / count;
    const at::Tensor deviation = (squares / count - mean.square()).clamp_min(1e-8).sqrt();
    const at::Tensor target_mean = at::tensor(
        std::vector<double>(vae::kWanLatentMean.begin(), vae::kWanLatentMean.end()), at::kDouble);
    const at::Tensor target_std = at::tensor(
        std::vector<double>(vae::kWanLatentStd.begin(), vae::kWanLatentStd.end()), at::kDouble);
    // Encoder side: new = (old - mean) · gain + target_mean. The log-variance moves by 2 ln gain.
    const at::Tensor gain = target_std / deviation;
    const at::Tensor offset = target_mean - mean * gain;
    const auto out = [](const at::Tensor& x) { return x.to(at::kFloat); };
    at::Tensor weight = weights.tensor("conv1.weight"), bias = weights.tensor("conv1.bias");
    weight.narrow(0, 0, 16).mul_(out(gain).view({16, 1, 1, 1, 1}));
    bias.narrow(0, 0, 16).mul_(out(gain)).add_(out(offset));
    bias.narrow(0, 16, 16).add_(out(2.0 * gain.log()));
    // Decoder side: old = (new - offset) / gain goes into the convolution's inputs.
    at::Tensor back = weights.tensor("conv2.weight"), back_bias = weights.tensor("conv2.bias");
    back.div_(out(gain).view({1, 16, 1, 1, 1}));
    back_bias.sub_(at::mv(back.view({16, 16}), out(offset)));
    return weights;
}

void write_reconstructions(const VaeTraining& options,
                           const std::filesystem::path& picture,
                           int clips) {
    const c10::NoGradGuard no_grad;
    Parameters parameters(vae::wan_vae_parameters(options.base));
    parameters.load(checkpoint_path(options));
    const tensor_io::WeightMap weights = parameters.averaged();
    const vae::WanVae model(weights, {});
    const vae::DecodeOptions whole{.latents_per_chunk = 1 << 20, .tiling = {}, .checkpoint = {}};
    ClipSource source(options.seed + 815, options.size, options.frames);
    const std::vector<Caption> captions = held_out_captions();
    std::vector<at::Tensor> rows;
    double error = 0;
    for (int i = 0; i < clips; ++i) {
        const at::Tensor clip =
            source.next(captions.at(static_cast<std::size_t>(i))).clip.unsqueeze(0);
        const at::Tensor again =
            model.decode_raw(model.posterior(clip, whole).narrow(1, 0, 16), whole).clamp(-1.0, 1.0);
        error += (again - clip).abs().mean().item<double>() / clips;
        for (const at::Tensor& video : {clip, again}) {
            std::vector<at::Tensor> frames;
            for (std::int64_t frame = 0; frame < options.frames; frame += 4)
                frames.push_back(video[0].select(1, frame));
            rows.push_back(at::cat(frames, 2));
        }
    }
    const at::Tensor sheet =
        at::cat(rows, 1).add(1.0).mul(127.5).round().to(at::kByte).permute({1, 2, 0}).contiguous();
    std::string content = fmt::format("P6 {} {} 255\n", sheet.size(1), sheet.size(0));
    content.append(reinterpret_cast<const char*>(sheet.const_data_ptr<std::uint8_t>()),
                   sheet.nbytes());
    base::write_file(picture, content, /*overwrite=*/true);
    fmt::print("mean absolute error {:.4f} of a range of 2\n", error);
}

}  // namespace plumbline::train
