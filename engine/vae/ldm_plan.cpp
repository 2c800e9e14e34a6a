// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "vae/ldm_coder.h"

#include <fmt/format.h>

namespace plumbline::vae::ldm {
namespace {

constexpr std::size_t kLevels = 4;
constexpr std::size_t kTimeLevels = 2;  // the last two resamplings, also in time

/// Takes the tensors of one half of an autoencoder in order.
class Taker {
public:
    Taker(const Plan& plan, const Source& source, std::string place)
        : plan_(plan), source_(source), place_(std::move(place)) {}

    [[nodiscard]] Taker below(const std::string& child) const {
        return {plan_, source_, place_ + child + "."};
    }
    /// A convolution with the same kernel along every axis. wrapped: inside the module that pads,
    /// which adds a name.
    [[nodiscard]] Convolution conv(const std::string& name,
                                   std::int64_t out,
                                   std::int64_t in,
                                   std::int64_t kernel,
                                   bool wrapped = true) const {
        const std::string full = place_ + name + (plan_.causal && wrapped ? ".conv" : "");
        std::vector<std::int64_t> shape{out, in, kernel, kernel};
        if (plan_.causal) shape.push_back(kernel);
        return {.weight = source_(full + ".weight", shape), .bias = source_(full + ".bias", {out})};
    }
    [[nodiscard]] Norm norm(const std::string& name, std::int64_t channels) const {
        return {.weight = source_(place_ + name + ".weight", {channels}),
                .bias = source_(place_ + name + ".bias", {channels})};
    }
    [[nodiscard]] models::Linear matrix(const std::string& name, std::int64_t channels) const {
        return {.weight = source_(place_ + name + ".weight", {channels, channels}),
                .bias = source_(place_ + name + ".bias", {channels})};
    }
    [[nodiscard]] ResidualBlock residual(std::int64_t in, std::int64_t out) const {
        ResidualBlock block{.norm1 = norm("norm1", in),
                            .norm2 = norm("norm2", out),
                            .conv1 = conv("conv1", out, in, 3),
                            .conv2 = conv("conv2", out, out, 3),
                            .shortcut = {}};
        if (in != out) block.shortcut = conv("conv_shortcut", out, in, 1);
        return block;
    }
    [[nodiscard]] AttentionBlock attention(std::int64_t channels) const {
        return {.norm = norm("group_norm", channels),
                .q = matrix("to_q", channels),
                .k = matrix("to_k", channels),
                .v = matrix("to_v", channels),
                .out = matrix("to_out.0", channels)};
    }
    void middle(std::vector<Layer>& layers) const {
        const std::int64_t channels = plan_.widths.back();
        layers.emplace_back(below("mid_block.resnets.0").residual(channels, channels));
        layers.emplace_back(below("mid_block.attentions.0").attention(channels));
        layers.emplace_back(below("mid_block.resnets.1").residual(channels, channels));
    }
    /// One level: residual blocks, then the resampling unless it is the last.
    void level(std::vector<Layer>& layers,
               std::size_t index,
               std::int64_t in,
               std::int64_t out,
               bool up) const {
        const Taker block = below(fmt::format("{}_blocks.{}", up ? "up" : "down", index));
        const int count = plan_.blocks + (up ? 1 : 0);
        for (int i = 0; i < count; ++i) {
            layers.emplace_back(
                block.below(fmt::format("resnets.{}", i)).residual(i == 0 ? in : out, out));
        }
        if (index + 1 == plan_.widths.size()) return;
        const bool in_time = plan_.causal && index + 1 + kTimeLevels >= plan_.widths.size();
        layers.emplace_back(Resampler{
            .conv = block.conv(up ? "upsamplers.0.conv" : "downsamplers.0.conv", out, out, 3),
            .up = up,
            .time_factor = in_time ? 2 : 1});
    }

private:
    const Plan& plan_;
    const Source& source_;
    std::string place_;
};

Coder take_encoder(const Plan& plan, const Source& source) {
    const Taker taker(plan, source, "encoder.");
    const std::vector<std::int64_t>& widths = plan.widths;
    Coder coder;
    coder.conv_in = taker.conv("conv_in", widths.front(), 3, 3);
    for (std::size_t i = 0; i < widths.size(); ++i)
        taker.level(coder.layers, i, widths[i == 0 ? 0 : i - 1], widths[i], /*up=*/false);
    taker.middle(coder.layers);
    coder.norm_out = taker.norm("conv_norm_out", widths.back());
    coder.conv_out = taker.conv("conv_out", 2 * plan.latent_channels, widths.back(), 3);
    return coder;
}

Coder take_decoder(const Plan& plan, const Source& source) {
    const Taker taker(plan, source, "decoder.");
    const std::vector<std::int64_t> widths(plan.widths.rbegin(), plan.widths.rend());
    Coder coder;
    coder.conv_in = taker.conv("conv_in", widths.front(), plan.latent_channels, 3);
    taker.middle(coder.layers);
    for (std::size_t i = 0; i < widths.size(); ++i)
        taker.level(coder.layers, i, widths[i == 0 ? 0 : i - 1], widths[i], /*up=*/true);
    coder.norm_out = taker.norm("conv_norm_out", widths.back());
    coder.conv_out = taker.conv("conv_out", 3, widths.back(), 3);
    return coder;
}

[[noreturn]] void refuse(const tensor_io::WeightMap& weights, const std::string& name) {
    throw Error(
        ErrorKind::Input,
        fmt::format("{}: {} does not fit an autoencoder of four levels", weights.origin, name),
        "the file belongs to another model or to a variant that is not supported");
}

/// Sizes of a convolution's weight, which must have as many axes as there should be.
std::vector<std::int64_t> kernel_shape(const tensor_io::WeightMap& weights,
                                       const std::string& name,
                                       bool causal) {
    const std::string full = name + (causal ? ".conv.weight" : ".weight");
    std::vector<std::int64_t> shape = weights.entry(full).shape;
    if (shape.size() != (causal ? 5U : 4U)) refuse(weights, full);
    return shape;
}

}  // namespace

Plan detect_plan(const tensor_io::WeightMap& canonical) {
    Plan plan;
    plan.causal = canonical.contains("decoder.conv_in.conv.weight");
    plan.latent_channels = kernel_shape(canonical, "decoder.conv_in", plan.causal)[1];
    plan.quant = canonical.contains("quant_conv.weight");
    const auto block_name = [](std::size_t level, int block) {
        return fmt::format("encoder.down_blocks.{}.resnets.{}", level, block);
    };
    for (std::size_t level = 0; level < kLevels; ++level) {
        plan.widths.push_back(
            kernel_shape(canonical, block_name(level, 0) + ".conv1", plan.causal)[0]);
    }
    if (canonical.contains(block_name(kLevels, 0) + ".norm1.weight"))
        refuse(canonical, block_name(kLevels, 0));
    plan.blocks = 1;
    while (canonical.contains(block_name(0, plan.blocks) + ".norm1.weight")) ++plan.blocks;
    return plan;
}

Autoencoder take_autoencoder(const Plan& plan, const Source& source) {
    Autoencoder model{.encoder = take_encoder(plan, source),
                      .decoder = take_decoder(plan, source),
                      .quant = {},
                      .post_quant = {}};
    if (!plan.quant) return model;
    const Taker root(plan, source, "");
    const std::int64_t moments = 2 * plan.latent_channels;
    model.quant = root.conv("quant_conv", moments, moments, 1, /*wrapped=*/false);
    model.post_quant = root.conv("post_quant_conv", plan.latent_channels, plan.latent_channels, 1,
                                 /*wrapped=*/false);
    return model;
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> parameters(const Plan& plan) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> list;
    static_cast<void>(take_autoencoder(
        plan, [&](const std::string& name, const std::vector<std::int64_t>& shape) {
            list.emplace_back(name, shape);
            return at::Tensor();
        }));
    return list;
}

}  // namespace plumbline::vae::ldm
