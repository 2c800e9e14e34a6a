// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/vae_training.h"

#include "base/file.h"
#include "train/clip_data.h"
#include "train/progress.h"
#include "train/workers.h"

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

/// With what is usual for the family in place of zeros.
VaeTraining filled_in(VaeTraining options, const AutoencoderKind& kind) {
    if (options.batch == 0) options.batch = kind.batch;
    if (options.crop == 0) options.crop = kind.crop;
    if (options.crop_frames == 0) options.crop_frames = kind.frames;
    return options;
}

/// Random spans of random clips: [B, 3, crop_frames, crop, crop].
at::Tensor draw_crops(ClipSource& source, const VaeTraining& options, const AutoencoderKind& kind) {
    std::vector<at::Tensor> crops;
    const auto pick = [&](int largest) {
        return std::uniform_int_distribution<int>(0, largest)(source.random());
    };
    for (int i = 0; i < options.batch / options.workers; ++i) {
        const at::Tensor clip = source.next().clip;
        crops.push_back(clip.narrow(1, pick(kind.frames - options.crop_frames), options.crop_frames)
                            .narrow(2, pick(kind.size - options.crop), options.crop)
                            .narrow(3, pick(kind.size - options.crop), options.crop));
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

VaeLoss loss_of(const AutoencoderNetwork& model,
                const at::Tensor& pixels,
                const VaeTraining& options,
                at::Generator& generator) {
    const std::vector<at::Tensor> posterior = model.posterior(pixels).chunk(2, 1);
    const at::Tensor log_variance = posterior[1].clamp(-12.0, 8.0);
    const at::Tensor latents =
        posterior[0] + at::exp(0.5 * log_variance) * at::randn(posterior[0].sizes(), generator);
    const at::Tensor difference = model.decode(latents) - pixels;
    const at::Tensor absolute = difference.abs().mean();
    const at::Tensor divergence =
        0.5 * (posterior[0].square() + log_variance.exp() - 1.0 - log_variance).mean();
    return {.total = picture_loss(difference, pixels) + options.kl_weight * divergence,
            .reconstruction = absolute.item<double>()};
}

/// What one thread of the training owns.
struct Worker {
    std::unique_ptr<AutoencoderNetwork> model;
    ClipSource source;
    at::Generator generator;
    double error = 0;
};

}  // namespace

void initialise_vae(Parameters& parameters, const AutoencoderKind& kind, std::uint64_t seed) {
    const c10::NoGradGuard no_grad;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const tensor_io::WeightMap all = parameters.trainable();
    for (const auto& [name, entry] : all.entries()) {
        at::Tensor value = parameters.view(name);
        const bool is_norm = name.ends_with("gamma") ||
                             (name.find("norm") != std::string::npos && name.ends_with("weight"));
        if (is_norm) {
            value.fill_(1.0);
        } else if (name.ends_with("weight")) {
            const auto fan_in = static_cast<double>(value[0].numel());
            value.normal_(0.0, kind.deviation_at_start(name, fan_in), generator);
        }
    }
    // Small posterior noise at the start, or the decoder sees nothing.
    const std::string into(kind.into_latents);
    const std::int64_t channels = kind.latent_channels;
    parameters.view(into + ".bias").narrow(0, channels, channels).fill_(-4.0);
    parameters.view(into + ".weight").narrow(0, channels, channels).mul_(0.1);
    parameters.reset_average();
}

void train_vae(const VaeTraining& asked) {
    const AutoencoderKind& kind = autoencoder_kind(asked.family);
    const VaeTraining options = filled_in(asked, kind);
    std::filesystem::create_directories(options.work);
    Parameters parameters(kind.parameters(options.base), options.workers);
    initialise_vae(parameters, kind, options.seed);
    if (!options.start.empty())
        parameters.start_from(
            kind.start(tensor_io::open_weights(options.start / "vae.safetensors")));
    if (std::filesystem::exists(checkpoint_path(options)))
        parameters.load(checkpoint_path(options));
    std::vector<Worker> workers;
    for (int i = 0; i < options.workers; ++i) {
        const std::uint64_t seed = options.seed +
                                   1000003 * static_cast<std::uint64_t>(parameters.step()) +
                                   7919 * static_cast<std::uint64_t>(i);
        workers.push_back({.model = kind.network(parameters.trainable(i)),
                           .source = ClipSource(seed, kind.size, kind.frames),
                           .generator = at::make_generator<at::CPUGeneratorImpl>(seed),
                           .error = 0});
    }
    const OptimiserOptions optimiser{.weight_decay = 1e-4, .ema_decay = 0.998};
    Progress progress(options.work / "vae.log", "vae", options.steps, options.minutes);
    while (parameters.step() < options.steps && !progress.out_of_time()) {
        parameters.zero_gradients();
        run_workers(options.workers, [&](int i) {
            Worker& worker = workers[static_cast<std::size_t>(i)];
            const VaeLoss loss = loss_of(*worker.model, draw_crops(worker.source, options, kind),
                                         options, worker.generator);
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
    const AutoencoderKind& kind = autoencoder_kind(options.family);
    const std::int64_t channels = kind.latent_channels;
    Parameters parameters(kind.parameters(options.base));
    parameters.load(checkpoint_path(options));
    tensor_io::WeightMap weights = parameters.averaged();
    const std::unique_ptr<AutoencoderNetwork> model = kind.network(weights);
    ClipSource source(options.seed + 4711, kind.size, kind.frames);
    at::Tensor sum = at::zeros({channels}, at::kDouble), squares = at::zeros_like(sum);
    double count = 0;
    for (int i = 0; i < statistics_clips; ++i) {
        const at::Tensor mean = model->posterior(source.next().clip.unsqueeze(0))
                                    .narrow(1, 0, channels)
                                    .to(at::kDouble);
        sum += mean.sum({0, 2, 3, 4});
        squares += mean.square().sum({0, 2, 3, 4});
        count += static_cast<double>(mean[0][0].numel());
    }
    const at::Tensor mean = sum / count;
    const at::Tensor deviation = (squares / count - mean.square()).clamp_min(1e-8).sqrt();
    // What the published constants make of 0 and 1 is the mean and the deviation they expect.
    const std::unique_ptr<vae::Vae> published = kind.open(weights);
    const at::Tensor zero = at::zeros({1, channels, 1, 1, 1});
    const at::Tensor target_mean = published->denormalise(zero).flatten().to(at::kDouble);
    const at::Tensor target_deviation =
        published->denormalise(zero + 1.0).flatten().to(at::kDouble) - target_mean;
    // Encoder side: new = (old - mean) · gain + target_mean. The log-variance moves by 2 ln gain.
    const at::Tensor gain = target_deviation / deviation;
    const at::Tensor offset = target_mean - mean * gain;
    const auto out = [](const at::Tensor& x) { return x.to(at::kFloat); };
    const std::string into(kind.into_latents), from(kind.out_of_latents);
    at::Tensor weight = weights.tensor(into + ".weight"), bias = weights.tensor(into + ".bias");
    at::Tensor rows = weight.flatten(1).narrow(0, 0, channels);
    rows.mul_(out(gain).unsqueeze(1));
    bias.narrow(0, 0, channels).mul_(out(gain)).add_(out(offset));
    bias.narrow(0, channels, channels).add_(out(2.0 * gain.log()));
    // Decoder side: old = (new - offset) / gain goes into the convolution's inputs.
    at::Tensor back = weights.tensor(from + ".weight").flatten(1);
    at::Tensor back_bias = weights.tensor(from + ".bias");
    back.div_(out(gain).unsqueeze(0));
    back_bias.sub_(at::mv(back, out(offset)));
    return weights;
}

void write_reconstructions(const VaeTraining& options,
                           const std::filesystem::path& picture,
                           int clips) {
    const c10::NoGradGuard no_grad;
    const AutoencoderKind& kind = autoencoder_kind(options.family);
    Parameters parameters(kind.parameters(options.base));
    parameters.load(checkpoint_path(options));
    const tensor_io::WeightMap weights = parameters.averaged();
    const std::unique_ptr<AutoencoderNetwork> model = kind.network(weights);
    ClipSource source(options.seed + 815, kind.size, kind.frames);
    const std::vector<Caption> captions = held_out_captions();
    std::vector<at::Tensor> rows;
    double error = 0;
    for (int i = 0; i < clips; ++i) {
        const at::Tensor clip =
            source.next(captions.at(static_cast<std::size_t>(i))).clip.unsqueeze(0);
        const at::Tensor again =
            model->decode(model->posterior(clip).narrow(1, 0, kind.latent_channels))
                .clamp(-1.0, 1.0);
        error += (again - clip).abs().mean().item<double>() / clips;
        for (const at::Tensor& video : {clip, again}) {
            std::vector<at::Tensor> frames;
            for (std::int64_t frame = 0; frame < kind.frames; frame += 4)
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
