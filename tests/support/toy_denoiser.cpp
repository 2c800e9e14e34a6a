// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/toy_denoiser.h"

#include "base/check.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace plumbline::testing {
namespace {

at::Tensor random(at::IntArrayRef sizes,
                  at::Generator generator,
                  at::ScalarType dtype,
                  double scale) {
    return (at::randn(sizes, generator, at::TensorOptions(at::kDouble)) * scale).to(dtype);
}

}  // namespace

ToyDenoiser::ToyDenoiser(const ToyConfig& config)
    : block_calls(static_cast<std::size_t>(config.blocks)),
      attention_calls(block_calls),
      mlp_calls(block_calls.size()),
      config_(config) {
    at::Generator generator = at::detail::createCPUGenerator(config.seed);
    const auto make = [&](at::IntArrayRef sizes, double scale) {
        return random(sizes, generator, config.dtype, scale);
    };
    in_ = make({config.channels, config.width}, 0.6);
    out_ = make({config.width, config.channels}, 0.25);
    text_in_ = make({config.text_width, config.width}, 0.3);
    frequencies_ = at::linspace(0.5, 6.0, config.width, at::TensorOptions(config.dtype));
    for (int index = 0; index < config.blocks; ++index) {
        image_weights_.push_back(make({config.width, config.width}, 0.4));
        text_weights_.push_back(make({config.width, config.width}, 0.4));
    }
    shape_.blocks = config.blocks;
    shape_.probe_blocks = config.probe_blocks;
    const double parts = config.blocks * (config.blocks + 1) / 2.0;
    for (int index = 0; index < config.blocks; ++index) shape_.cost.push_back((index + 1) / parts);
}

models::Conditioning ToyDenoiser::prepare(const models::Conditioning& conditioning) {
    models::Conditioning prepared = conditioning;
    prepared.prepared = at::matmul(conditioning.context, text_in_);
    return prepared;
}

models::Streams ToyDenoiser::embed(const at::Tensor& latents,
                                   double t,
                                   const models::Conditioning& conditioning,
                                   models::BlockContext& context) {
    context.grid = latents.sizes().slice(2).vec();
    context.attention_share = kAttentionShare;
    context.mlp_share = kMlpShare;
    context.time_embedding = at::cos(frequencies_ * (t / 1000.0)).unsqueeze(0);
    context.modulation = at::stack({context.time_embedding, 0.5 * context.time_embedding}, 1);
    context.text = config_.two_streams ? at::Tensor() : conditioning.prepared;
    models::Streams streams;
    streams.image =
        at::matmul(latents.to(config_.dtype).flatten(2).transpose(1, 2), in_).contiguous();
    if (config_.two_streams) streams.text = conditioning.prepared;
    return streams;
}

models::Streams ToyDenoiser::run_block(int index,
                                       const models::Streams& streams,
                                       const models::BlockContext& context) {
    PLUMBLINE_CHECK(index == streams.at, "block {} was given streams at {}", index, streams.at);
    if (before_block) before_block(index);
    const auto block = static_cast<std::size_t>(index);
    ++block_calls[block];
    const at::Tensor time = context.time_embedding.unsqueeze(1);
    const at::Tensor& text = config_.two_streams ? streams.text : context.text;
    models::Streams next;
    next.at = index + 1;
    const at::Tensor mixed = streams.image + time + text.mean(1, true);
    const models::Attended attended = models::attended_by(context, index, [&] {
        ++attention_calls[block];
        models::Attended value;
        value.image = at::tanh(at::matmul(mixed, image_weights_[block]));
        if (config_.two_streams) {
            const at::Tensor joined = text + streams.image.mean(1, true);
            value.text = at::tanh(at::matmul(joined, text_weights_[block]));
        }
        return value;
    });
    const auto tokens = static_cast<double>(streams.image.size(1) +
                                            (config_.two_streams ? streams.text.size(1) : 0));
    const auto mlp = [&](const at::Tensor& of, models::MlpTokens which) {
        return models::mlp_by(
            context, index, which, [&] { return of; },
            [&](const at::Tensor& x) {
                mlp_calls[block] += static_cast<double>(x.size(1)) / tokens;
                return x.clone();
            });
    };
    next.image = streams.image + 0.5 * mlp(attended.image, models::MlpTokens::Image);
    if (config_.two_streams) next.text = text + 0.5 * mlp(attended.text, models::MlpTokens::Text);
    return next;
}

at::Tensor ToyDenoiser::modulated_input(const models::Streams& input,
                                        const models::BlockContext& context) {
    return input.image * (1.0 + 0.3 * context.time_embedding.unsqueeze(1));
}

at::Tensor ToyDenoiser::head(const models::Streams& streams, const models::BlockContext& context) {
    PLUMBLINE_CHECK(streams.at == shape_.blocks, "the head was given streams at {}", streams.at);
    ++head_calls;
    const at::Tensor tokens =
        at::matmul(streams.image * (1.0 + 0.1 * context.time_embedding.unsqueeze(1)), out_);
    const auto& grid = context.grid;
    const at::Tensor velocity = tokens.transpose(1, 2).reshape(
        {tokens.size(0), config_.channels, grid.at(0), grid.at(1), grid.at(2)});
    return config_.dtype == at::kDouble ? velocity : velocity.to(at::kFloat);
}

std::int64_t ToyDenoiser::weight_bytes() const {
    std::int64_t bytes = 0;
    for (const at::Tensor& tensor : {in_, out_, text_in_, frequencies_})
        bytes += static_cast<std::int64_t>(tensor.nbytes());
    for (const auto* weights : {&image_weights_, &text_weights_}) {
        for (const at::Tensor& tensor : *weights)
            bytes += static_cast<std::int64_t>(tensor.nbytes());
    }
    return bytes;
}

models::Conditioning ToyDenoiser::prompt(std::uint64_t seed) {
    models::Conditioning conditioning;
    conditioning.context = random({1, 3, config_.text_width}, at::detail::createCPUGenerator(seed),
                                  config_.dtype, 1.0);
    return prepare(conditioning);
}

at::Tensor ToyDenoiser::noise(std::uint64_t seed) const {
    return random({1, config_.channels, 2, 3, 4}, at::detail::createCPUGenerator(seed),
                  config_.dtype == at::kDouble ? at::kDouble : at::kFloat, 1.0);
}

}  // namespace plumbline::testing
