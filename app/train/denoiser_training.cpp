// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/denoiser_training.h"

#include "models/wan/denoiser.h"
#include "text/sentencepiece_tokenizer.h"
#include "train/latent_pool.h"
#include "train/progress.h"
#include "train/workers.h"
#include "vae/wan_vae.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace plumbline::train {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr const char* kTextPrefix = "text_encoder.";

std::filesystem::path checkpoint_path(const DenoiserTraining& options) {
    return options.work / "denoiser.state.safetensors";
}

ParameterList joint_parameters(const DenoiserTraining& options, int vocabulary) {
    ParameterList list = models::wan::parameters(denoiser_config(options.sizes));
    for (const auto& [name, shape] : text::t5_parameters(text_config(options.sizes, vocabulary))) {
        list.emplace_back(kTextPrefix + name, shape);
    }
    return list;
}

tensor_io::WeightMap part(const tensor_io::WeightMap& all, bool text) {
    const std::string prefix = kTextPrefix;
    tensor_io::WeightMap result =
        all.renamed([&](const std::string& name) -> std::optional<std::string> {
            if (name.starts_with(prefix) != text) return std::nullopt;
            return text ? name.substr(prefix.size()) : name;
        });
    result.origin = all.origin;
    return result;
}

double deviation_at_start(const std::string& name,
                          const at::Tensor& value,
                          const DenoiserTraining& options) {
    if (name.ends_with("modulation") || name.starts_with("time_projection")) return 0.02;
    if (name.starts_with("head.head")) return 0.0;
    if (name.find("token_embedding") != std::string::npos) return 1.0;
    if (name.find("pos_embedding") != std::string::npos) return 0.1;
    const std::int64_t inputs = value.numel() / value.size(0);
    const auto fan_in = static_cast<double>(inputs);
    // Outputs onto the residual stream start small, so that depth does not blow it up.
    const bool onto_stream = name.ends_with("attn.o.weight") || name.ends_with("ffn.2.weight");
    const double gain = onto_stream ? 1.0 / std::sqrt(2.0 * options.sizes.layers) : 1.0;
    return gain / std::sqrt(fan_in);
}

void initialise(Parameters& parameters, const DenoiserTraining& options) {
    const c10::NoGradGuard no_grad;
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(options.seed);
    const tensor_io::WeightMap all = parameters.trainable();
    for (const auto& [name, entry] : all.entries()) {
        at::Tensor value = parameters.view(name);
        const bool norm = name.find("norm") != std::string::npos && name.ends_with("weight");
        if (norm) {
            value.fill_(1.0);
        } else if (name.ends_with("weight") || name.ends_with("modulation")) {
            const double deviation = deviation_at_start(name, value, options);
            if (deviation > 0) value.normal_(0.0, deviation, generator);
        }
    }
    parameters.reset_average();
}

/// Captions → zero-padded text states [B, rows, D]; an empty caption for a dropped one.
class CaptionEncoder {
public:
    CaptionEncoder(const text::T5Encoder& encoder, const text::Tokenizer& tokenizer)
        : encoder_(encoder), tokenizer_(tokenizer) {}

    [[nodiscard]] at::Tensor encode(const std::vector<std::string>& captions) const {
        std::vector<text::TokenIds> tokens;
        int rows = 0;
        for (const std::string& caption : captions) {
            tokens.push_back(tokenizer_.encode(caption, 64));
            rows = std::max(rows, tokens.back().length);
        }
        at::Tensor ids = at::zeros({static_cast<std::int64_t>(captions.size()), rows}, at::kLong);
        at::Tensor mask = at::zeros_like(ids);
        for (std::size_t i = 0; i < tokens.size(); ++i) {
            const auto row = static_cast<std::int64_t>(i);
            for (int j = 0; j < tokens[i].length; ++j)
                ids[row][j] = tokens[i].ids[static_cast<std::size_t>(j)];
            mask[row].narrow(0, 0, tokens[i].length).fill_(1);
        }
        return encoder_.encode(ids, mask) * mask.unsqueeze(2).to(at::kFloat);
    }

private:
    const text::T5Encoder& encoder_;
    const text::Tokenizer& tokenizer_;
};

at::Tensor loss_of(models::wan::WanDenoiser& model,
                   const at::Tensor& clips,
                   const at::Tensor& context,
                   double shift,
                   at::Generator& generator) {
    const std::int64_t batch = clips.size(0);
    // Stratified levels: one in each of B equal parts of (0, 1), then the sampler's shift.
    const at::Tensor u =
        (at::randperm(batch, generator).to(at::kFloat) + at::rand({batch}, generator)) /
        static_cast<double>(batch);
    const at::Tensor sigma = shift * u / (1.0 + (shift - 1.0) * u);
    const at::Tensor noise = at::randn(clips.sizes(), generator);
    const at::Tensor level = sigma.view({batch, 1, 1, 1, 1});
    const at::Tensor noisy = (1.0 - level) * clips + level * noise;
    models::BlockContext block_context;
    models::Conditioning given;
    given.context = context;
    const models::Conditioning conditioning = model.prepare(given);
    models::Streams streams =
        model.embed_batch(noisy, (sigma * 1000.0).to(at::kDouble), conditioning, block_context);
    for (int i = 0; i < model.shape().blocks; ++i)
        streams = model.run_block(i, streams, block_context);
    return (model.head(streams, block_context) - (noise - clips)).square().mean();
}

/// What one thread of the training owns.
struct Worker {
    Worker(const tensor_io::WeightMap& weights,
           const DenoiserTraining& options,
           const text::Tokenizer& tokenizer,
           std::uint64_t seed)
        : model(part(weights, false), denoiser_config(options.sizes), {}),
          encoder(part(weights, true), {}),
          captions(encoder, tokenizer),
          random(seed),
          generator(at::make_generator<at::CPUGeneratorImpl>(seed)) {}

    /// Gradients of this worker's share of a batch.
    void compute(const LatentPool& pool, const DenoiserTraining& options) {
        const LatentPool::Batch batch = pool.draw(options.batch / options.workers, random);
        std::bernoulli_distribution drop(options.drop_caption);
        std::vector<std::string> texts;
        for (const Caption& caption : batch.captions)
            texts.push_back(drop(random) ? std::string() : text(caption));
        const at::Tensor value =
            loss_of(model, batch.latents, captions.encode(texts), options.shift, generator);
        value.backward();
        loss = value.item<double>();
    }

    models::wan::WanDenoiser model;
    text::T5Encoder encoder;
    CaptionEncoder captions;
    std::mt19937_64 random;
    at::Generator generator;
    double loss = 0;
};

}  // namespace

void train_denoiser(const DenoiserTraining& options) {
    const std::filesystem::path vae_file = options.work / "vae.safetensors";
    const auto tokenizer = text::open_sentencepiece(options.work / kTokenizerFile);
    vae::WanVae vae(tensor_io::open_weights(vae_file), {});
    LatentPool pool(vae, options.work / "latents.safetensors", base::sha256_of_file(vae_file),
                    options.seed + 99, options.size, options.frames);
    pool.grow_to(options.pool);
    pool.save();

    Parameters parameters(joint_parameters(options, tokenizer->vocabulary_size()), options.workers);
    initialise(parameters, options);
    if (!options.start.empty()) {
        parameters.start_from(
            models::wan::canonical_names(tensor_io::open_weights(options.start / kDenoiserFile)));
        parameters.start_from(
            text::canonical_t5_names(tensor_io::open_weights(options.start / kTextFile)),
            kTextPrefix);
    }
    if (std::filesystem::exists(checkpoint_path(options)))
        parameters.load(checkpoint_path(options));
    fmt::print(stderr, "{} parameters, at step {}, {} clips\n", parameters.count(),
               parameters.step(), pool.size());
    std::vector<std::unique_ptr<Worker>> workers;
    for (int i = 0; i < options.workers; ++i) {
        workers.push_back(std::make_unique<Worker>(
            parameters.trainable(i), options, *tokenizer,
            options.seed + 31 * static_cast<std::uint64_t>(parameters.step()) +
                104729 * static_cast<std::uint64_t>(i)));
    }
    const OptimiserOptions optimiser;
    Progress progress(options.work / "denoiser.log", "denoiser", options.steps, options.minutes);
    while (parameters.step() < options.steps && !progress.out_of_time()) {
        pool.grow_to(std::min(options.pool_limit, pool.size() + options.grow));
        parameters.zero_gradients();
        run_workers(options.workers,
                    [&](int i) { workers[static_cast<std::size_t>(i)]->compute(pool, options); });
        double loss = 0;
        for (const auto& worker : workers) loss += worker->loss / options.workers;
        const double done = progress.fraction(parameters.step());
        // Level, then down to a fiftieth over the last two fifths: a running mean of a settled
        // model.
        const double cool =
            done < 0.6 ? 1.0 : 0.02 + 0.98 * 0.5 * (1.0 + std::cos(kPi * (done - 0.6) / 0.4));
        const double warm = std::min(1.0, static_cast<double>(parameters.step() + 1) / 150.0);
        const double norm = parameters.update(options.learning_rate * warm * cool, optimiser);
        if (progress.report(parameters.step(),
                            {{"loss", loss}, {"norm", norm}, {"pool", pool.size()}})) {
            parameters.save(checkpoint_path(options));
        }
    }
    parameters.save(checkpoint_path(options));
    pool.save();
}

TrainedWeights trained_weights(const DenoiserTraining& options) {
    const auto tokenizer = text::open_sentencepiece(options.work / kTokenizerFile);
    Parameters parameters(joint_parameters(options, tokenizer->vocabulary_size()));
    parameters.load(checkpoint_path(options));
    const tensor_io::WeightMap weights = parameters.averaged();
    return {.denoiser = part(weights, false), .text = part(weights, true)};
}

}  // namespace plumbline::train
