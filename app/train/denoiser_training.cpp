// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/denoiser_training.h"

#include "base/error.h"
#include "base/file.h"
#include "schedulers/beta_schedule.h"
#include "train/autoencoder_kind.h"
#include "train/latent_pool.h"
#include "train/progress.h"
#include "train/workers.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace plumbline::train {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kTimes = 1000.0;  // timesteps count up to here

std::filesystem::path checkpoint_path(const DenoiserTraining& options) {
    return options.work /
           (options.distil ? "distilled.state.safetensors" : "denoiser.state.safetensors");
}

/// The parts' tensors in one list, each behind its part's name.
ParameterList joint_parameters(const std::vector<ModelPart>& parts) {
    ParameterList list;
    for (const ModelPart& part : parts) {
        for (const auto& [name, shape] : part.parameters)
            list.emplace_back(part.name + "/" + name, shape);
    }
    return list;
}

PartWeights taken_apart(const tensor_io::WeightMap& all, const std::vector<ModelPart>& parts) {
    PartWeights result;
    for (const ModelPart& part : parts) {
        const std::string prefix = part.name + "/";
        tensor_io::WeightMap own =
            all.renamed([&](const std::string& name) -> std::optional<std::string> {
                if (!name.starts_with(prefix)) return std::nullopt;
                return name.substr(prefix.size());
            });
        own.origin = all.origin;
        result.emplace(part.name, std::move(own));
    }
    return result;
}

/// Blocks whose outputs add up in the denoiser; encoders have a few, which matters little.
int depth_of(const std::vector<ModelPart>& parts) {
    return static_cast<int>(std::ranges::count_if(parts.front().parameters, [](const auto& entry) {
        return entry.first.ends_with("mlp.2.weight") || entry.first.ends_with("ffn.2.weight") ||
               entry.first.ends_with("linear2.weight") ||
               entry.first.ends_with("out_layers.3.weight");
    }));
}

/// Gates of blocks with modulation of their own start open: as much of a block's output is added as
/// in a plain transformer.
void open_gates(const std::string& name, at::Tensor bias) {
    int groups = 0;
    if (name.ends_with("_mod.lin.bias")) groups = 6;
    if (name.ends_with("modulation.lin.bias")) groups = 3;
    const auto parts = groups > 0 ? bias.chunk(groups) : std::vector<at::Tensor>();
    for (std::size_t i = 2; i < parts.size(); i += 3) at::Tensor(parts[i]).fill_(1.0);
    const bool is_refiner = name.find("token_refiner") != std::string::npos;
    if (is_refiner && name.ends_with("adaLN_modulation.1.bias")) bias.fill_(1.0);
}

void initialise(Parameters& parameters, const std::vector<ModelPart>& parts, std::uint64_t seed) {
    const c10::NoGradGuard no_grad;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const int depth = depth_of(parts);
    const tensor_io::WeightMap all = parameters.trainable();
    for (const auto& [name, entry] : all.entries()) {
        at::Tensor value = parameters.view(name);
        const bool norm = name.ends_with("norm.scale") ||
                          (value.dim() == 1 && name.ends_with("weight")) ||
                          name.ends_with("pre_layrnorm.weight") ||
                          (name.find("norm") != std::string::npos && name.ends_with("weight"));
        const bool norm_of_image =
            name.ends_with("img_emb.proj.0.weight") || name.ends_with("img_emb.proj.4.weight");
        if (norm || norm_of_image || name.ends_with("_scale")) {
            value.fill_(1.0);
        } else if (name.ends_with("weight") || name.ends_with("modulation") ||
                   name.ends_with("class_embedding")) {
            const double deviation = deviation_at_start(name, value, depth);
            if (deviation > 0) value.normal_(0.0, deviation, generator);
        } else {
            open_gates(name, value);
        }
    }
    parameters.reset_average();
}

/// Noise levels of a batch: one in each of B equal parts of (0, 1), then the sampler's shift. [B].
at::Tensor draw_sigmas(std::int64_t batch, double shift, at::Generator& generator) {
    const at::Tensor u =
        (at::randperm(batch, generator).to(at::kFloat) + at::rand({batch}, generator)) /
        static_cast<double>(batch);
    return shift * u / (1.0 + (shift - 1.0) * u);
}

/// Latents at noise levels of their own, and what a model should say of them.
struct Noised {
    at::Tensor noisy;   // [B, C, T, h, w]
    at::Tensor time;    // [B] f64, 0 to 1000
    at::Tensor target;  // like noisy
    at::Tensor weight;  // of a sample's squared error, [B, 1, 1, 1, 1]; undefined: all 1
};

Noised noised(const at::Tensor& latents, const ModelKind& kind, at::Generator& generator) {
    const at::Tensor sigma = draw_sigmas(latents.size(0), kind.shift, generator);
    const at::Tensor noise = at::randn(latents.sizes(), generator);
    if (kind.prediction == api::Prediction::Velocity) {
        const at::Tensor level = sigma.view({-1, 1, 1, 1, 1});
        return {.noisy = (1.0 - level) * latents + level * noise,
                .time = (sigma * kTimes).to(at::kDouble),
                .target = noise - latents,
                .weight = {}};
    }
    // White noise hardly changes the mean of a channel, so that it betrays the picture's colours at
    // every level; a model that trusts it starts from grey and does not listen to the prompt.
    constexpr double kOffset = 0.1;
    const at::Tensor moved =
        noise + kOffset * at::randn({noise.size(0), noise.size(1), 1, 1, 1}, generator);
    static const at::Tensor trained = at::tensor(schedulers::trained_sigmas()).to(at::kFloat);
    const at::Tensor time = (sigma * kTimes).to(at::kLong).clamp_max(trained.size(0) - 1);
    const at::Tensor level = trained.index_select(0, time).view({-1, 1, 1, 1, 1});
    // The error of the noise counts as much as that of a velocity would: where there is almost
    // nothing but noise a small one is all that is left of the picture.
    const at::Tensor weight = 1.0 + level.square();
    return {.noisy = (latents + level * moved) / weight.sqrt(),
            .time = time.to(at::kDouble),
            .target = moved,
            .weight = weight};
}

/// What one thread of the training owns.
struct Worker {
    std::unique_ptr<ModelInTraining> model, teacher;  // teacher: null but for a distillation
    std::mt19937_64 random;
    at::Generator generator;
    double loss = 0;

    /// Gradients of this worker's share of a batch.
    void compute(const LatentPool& pool, const ModelKind& kind, const DenoiserTraining& options);

private:
    [[nodiscard]] std::vector<std::string> texts(const LatentPool::Batch& batch,
                                                 const ModelKind& kind,
                                                 double drop_share);
    [[nodiscard]] at::Tensor guided(const at::Tensor& noisy,
                                    const at::Tensor& time,
                                    const LatentPool::Batch& batch,
                                    const std::vector<std::string>& captions,
                                    double guidance) const;
};

/// Where captions of a batch must be of one length, all are empty or none.
std::vector<std::string> Worker::texts(const LatentPool::Batch& batch,
                                       const ModelKind& kind,
                                       double drop_share) {
    std::bernoulli_distribution drop(drop_share);
    const bool drop_all = drop(random);
    std::vector<std::string> result;
    for (const Caption& caption : batch.captions) {
        const bool dropped = kind.caption_length != nullptr ? drop_all : drop(random);
        result.push_back(dropped ? std::string() : text(caption));
    }
    return result;
}

/// The teacher's prediction with guidance by two branches.
at::Tensor Worker::guided(const at::Tensor& noisy,
                          const at::Tensor& time,
                          const LatentPool::Batch& batch,
                          const std::vector<std::string>& captions,
                          double guidance) const {
    const c10::NoGradGuard no_grad;
    const std::vector<std::string> nothing(captions.size());
    const at::Tensor with = teacher->predict(noisy, time, teacher->condition(captions, batch, 1.0));
    const at::Tensor without =
        teacher->predict(noisy, time, teacher->condition(nothing, batch, 1.0));
    return without + guidance * (with - without);
}

void Worker::compute(const LatentPool& pool,
                     const ModelKind& kind,
                     const DenoiserTraining& options) {
    const LatentPool::Batch batch = pool.draw(options.batch / options.workers, random);
    Noised sample = noised(batch.latents, kind, generator);
    const std::vector<std::string> captions =
        texts(batch, kind, teacher ? 0.0 : options.drop_caption);
    double guidance = 1.0;
    if (teacher) {
        guidance = std::uniform_real_distribution<double>(1.0, options.largest_guidance)(random);
        sample.target = guided(sample.noisy, sample.time, batch, captions, guidance);
    }
    const at::Tensor prediction =
        model->predict(sample.noisy, sample.time, model->condition(captions, batch, guidance));
    const at::Tensor squares = (prediction - sample.target).square();
    const at::Tensor value = (sample.weight.defined() ? squares * sample.weight : squares).mean();
    value.backward();
    loss = value.item<double>();
}

void start_from(Parameters& parameters,
                const std::vector<ModelPart>& parts,
                const std::filesystem::path& folder) {
    for (const ModelPart& part : parts) {
        if (!std::filesystem::exists(folder / part.file)) continue;  // another kind may lack it
        parameters.start_from(part.canonical(tensor_io::open_weights(folder / part.file)),
                              part.name + "/");
    }
}

std::vector<Worker> make_workers(const ModelKind& kind,
                                 const std::vector<ModelPart>& parts,
                                 const Parameters& parameters,
                                 const Parameters* teacher,
                                 const DenoiserTraining& options) {
    std::vector<Worker> workers;
    for (int i = 0; i < options.workers; ++i) {
        const std::uint64_t seed = options.seed +
                                   31 * static_cast<std::uint64_t>(parameters.step()) +
                                   104729 * static_cast<std::uint64_t>(i);
        workers.push_back(
            {.model = kind.open(taken_apart(parameters.trainable(i), parts), options.work),
             .teacher = teacher == nullptr
                            ? nullptr
                            : kind.open(taken_apart(teacher->averaged(), parts), options.work),
             .random = std::mt19937_64(seed),
             .generator = at::make_generator<at::CPUGeneratorImpl>(seed)});
    }
    return workers;
}

/// Level, then down to a fiftieth over the last two fifths: a running mean of a settled model.
double rate_at(const DenoiserTraining& options, double done, std::int64_t step) {
    const double cool =
        done < 0.6 ? 1.0 : 0.02 + 0.98 * 0.5 * (1.0 + std::cos(kPi * (done - 0.6) / 0.4));
    const double warm = std::min(1.0, static_cast<double>(step + 1) / 150.0);
    return options.learning_rate * warm * cool;
}

void check(const ModelKind& kind, const DenoiserTraining& options) {
    if (!options.distil) return;
    if (!kind.embedded_guidance) {
        throw Error(ErrorKind::Usage,
                    fmt::format("models of kind {} do not take guidance as an input", kind.id),
                    "leave --distil out");
    }
    if (options.start.empty()) {
        throw Error(ErrorKind::Usage, "a distillation needs a teacher",
                    "give its model folder as --start");
    }
}

}  // namespace

void train_denoiser(const DenoiserTraining& options) {
    const ModelKind& kind = model_kind(options.kind);
    check(kind, options);
    if (!std::filesystem::exists(options.work / kind.tokenizer_files.front()))
        kind.make_tokenizers(options.work);
    const std::filesystem::path vae_file = options.work / "vae.safetensors";
    const AutoencoderKind& autoencoder = autoencoder_kind(kind.autoencoder);
    const std::unique_ptr<vae::Vae> vae = autoencoder.open(tensor_io::open_weights(vae_file));
    LatentPool pool(*vae, options.work / "latents.safetensors", base::sha256_of_file(vae_file),
                    options.seed + 99, autoencoder.size, autoencoder.frames);
    if (kind.starts_from_image) pool.keep_images();
    if (kind.caption_length != nullptr) pool.batch_by(kind.caption_length(options.work));
    pool.grow_to(options.pool);
    pool.save();

    const std::vector<ModelPart> parts = kind.parts(options.work);
    Parameters parameters(joint_parameters(parts), options.workers);
    initialise(parameters, parts, options.seed);
    if (!options.start.empty()) start_from(parameters, parts, options.start);
    std::optional<Parameters> teacher;
    if (options.distil) {
        teacher.emplace(joint_parameters(parts));
        start_from(*teacher, parts, options.start);
    }
    if (std::filesystem::exists(checkpoint_path(options)))
        parameters.load(checkpoint_path(options));
    fmt::print(stderr, "{} parameters, at step {}, {} clips\n", parameters.count(),
               parameters.step(), pool.size());
    std::vector<Worker> workers =
        make_workers(kind, parts, parameters, teacher ? &*teacher : nullptr, options);
    const OptimiserOptions optimiser;
    Progress progress(options.work / "denoiser.log", "denoiser", options.steps, options.minutes);
    while (parameters.step() < options.steps && !progress.out_of_time()) {
        pool.grow_to(std::min(options.pool_limit, pool.size() + options.grow));
        parameters.zero_gradients();
        run_workers(options.workers, [&](int i) {
            workers[static_cast<std::size_t>(i)].compute(pool, kind, options);
        });
        double loss = 0;
        for (const Worker& worker : workers) loss += worker.loss / options.workers;
        const double rate =
            rate_at(options, progress.fraction(parameters.step()), parameters.step());
        const double norm = parameters.update(rate, optimiser);
        if (progress.report(parameters.step(),
                            {{"loss", loss}, {"norm", norm}, {"pool", pool.size()}})) {
            parameters.save(checkpoint_path(options));
        }
    }
    parameters.save(checkpoint_path(options));
    pool.save();
}

PartWeights trained_weights(const DenoiserTraining& options) {
    const std::vector<ModelPart> parts = model_kind(options.kind).parts(options.work);
    Parameters parameters(joint_parameters(parts));
    parameters.load(checkpoint_path(options));
    return taken_apart(parameters.averaged(), parts);
}

}  // namespace plumbline::train
