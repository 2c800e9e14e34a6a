// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/tiny_decoder.h"

#include "base/check.h"
#include "base/error.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <array>
#include <cctype>
#include <optional>
#include <string>
#include <utility>

namespace plumbline::vae {
namespace {

using tensor_io::WeightMap;

constexpr std::int64_t kAny = -1;
constexpr double kReach = 3.0;       // latents are squeezed into -3 … 3
constexpr std::size_t kDropped = 3;  // frames before the first latent's own

constexpr std::array<TinyDecoderFile, 4> kFiles{{
    {"taew2_1", "wan"},
    {"taehv", "hunyuan"},
    {"taef1_decoder", "flux"},
    {"taesd_decoder", "sd15"},
}};

/// "decoder.layers.0.weight" → "1.weight": diffusers does not count the clamp.
std::optional<std::string> shifted(const std::string& name) {
    constexpr std::string_view kPlace = "decoder.layers.";
    std::size_t end = kPlace.size();
    while (end < name.size() && std::isdigit(static_cast<unsigned char>(name[end])) != 0) ++end;
    if (!name.starts_with(kPlace) || end == kPlace.size() || end > kPlace.size() + 4)
        return std::nullopt;
    const int index = std::stoi(name.substr(kPlace.size(), end - kPlace.size()));
    return std::to_string(index + 1) + name.substr(end);
}

/// The decoder's tensors by the authors' numbers.
WeightMap numbered(const WeightMap& weights) {
    if (weights.contains("decoder.layers.0.weight")) return weights.renamed(shifted);
    for (const char* prefix : {"taesd_decoder.", "decoder."}) {
        if (weights.contains(std::string(prefix) + "1.weight")) return weights.behind(prefix);
    }
    return weights;
}

bool is_decoder(const WeightMap& numbered) {
    return numbered.contains("1.weight") && numbered.contains("3.conv.0.weight") &&
           numbered.contains("3.conv.4.weight");
}

}  // namespace

std::span<const TinyDecoder::Step> TinyDecoder::steps(bool is_video) {
    using enum Kind;
    static constexpr std::array<Step, 23> kVideo{{
        {Clamp, 0},        {Conv, 1},         {Relu, 2},         {MemoryBlock, 3}, {MemoryBlock, 4},
        {MemoryBlock, 5},  {Enlarge, 6},      {Grow, 7},         {Conv, 8},        {MemoryBlock, 9},
        {MemoryBlock, 10}, {MemoryBlock, 11}, {Enlarge, 12},     {Grow, 13},       {Conv, 14},
        {MemoryBlock, 15}, {MemoryBlock, 16}, {MemoryBlock, 17}, {Enlarge, 18},    {Grow, 19},
        {Conv, 20},        {Relu, 21},        {Conv, 22},
    }};
    static constexpr std::array<Step, 20> kPicture{{
        {Clamp, 0},  {Conv, 1},     {Relu, 2},  {Block, 3},  {Block, 4},
        {Block, 5},  {Enlarge, 6},  {Conv, 7},  {Block, 8},  {Block, 9},
        {Block, 10}, {Enlarge, 11}, {Conv, 12}, {Block, 13}, {Block, 14},
        {Block, 15}, {Enlarge, 16}, {Conv, 17}, {Block, 18}, {Conv, 19},
    }};
    return is_video ? std::span<const Step>(kVideo) : std::span<const Step>(kPicture);
}

TinyDecoder::Conv TinyDecoder::take_conv(const tensor_io::WeightScope& scope,
                                         std::int64_t in,
                                         std::int64_t size) {
    Conv conv;
    conv.weight = scope.tensor("weight", {kAny, in, size, size});
    conv.bias = scope.optional_tensor("bias", {conv.weight.size(0)});
    return conv;
}

TinyDecoder::Layer TinyDecoder::take_layer(const tensor_io::WeightScope& scope,
                                           const Step& step,
                                           std::int64_t& channels) {
    Layer layer{.kind = step.kind, .convs = {}};
    const tensor_io::WeightScope place = scope[step.index];
    if (step.kind == Kind::Conv) {
        layer.convs.push_back(take_conv(place, channels, 3));
        channels = layer.convs.front().weight.size(0);
    } else if (step.kind == Kind::Grow) {
        layer.convs.push_back(take_conv(place["conv"], channels, 1));
        layer.times = layer.convs.front().weight.size(0) / channels;
        // Its output is so many frames of as many channels.
        static_cast<void>(place["conv"].tensor("weight", {layer.times * channels, channels, 1, 1}));
    } else if (step.kind == Kind::Block || step.kind == Kind::MemoryBlock) {
        const std::int64_t in = step.kind == Kind::MemoryBlock ? 2 * channels : channels;
        for (const int index : {0, 2, 4}) {
            layer.convs.push_back(take_conv(place["conv"][index], index == 0 ? in : channels, 3));
            // What is added to the input has its form.
            static_cast<void>(place["conv"][index].tensor("weight", {channels, kAny, 3, 3}));
        }
    }
    return layer;
}

TinyDecoder::TinyDecoder(const WeightMap& weights, const tensor_io::Placement& placement)
    : placement_(placement) {
    const WeightMap decoder = numbered(weights);
    if (!is_decoder(decoder)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is no tiny decoder for previews", weights.origin),
                    "use taew2_1, taehv, taef1_decoder or taesd_decoder (.safetensors or "
                    ".pth)");
    }
    const tensor_io::WeightScope scope(decoder, placement);
    is_video_ = decoder.contains("7.conv.weight");
    const std::vector<std::int64_t> first = scope["1"].shape("weight");
    channels_ = first.size() > 1 ? first[1] : 0;
    std::int64_t channels = channels_;
    for (const Step& step : steps(is_video_)) layers_.push_back(take_layer(scope, step, channels));
    scope.expect_all_taken(is_video_ ? "TAEHV" : "TAESD");
    if (channels == 3) return;
    throw Error(ErrorKind::Input,
                fmt::format("{}: its pictures have {} colours", weights.origin, channels),
                "only decoders to red, green and blue are supported");
}

at::Tensor TinyDecoder::run_block(const Layer& layer,
                                  const at::Tensor& x,
                                  const at::Tensor& joined) {
    at::Tensor y = joined;
    for (std::size_t i = 0; i < layer.convs.size(); ++i) {
        y = at::conv2d(y, layer.convs[i].weight, layer.convs[i].bias, 1, 1);
        if (i + 1 < layer.convs.size()) y.relu_();
    }
    return y.add_(x).relu_();
}

void TinyDecoder::run(std::size_t first,
                      at::Tensor x,
                      const Way& way,
                      int enlarged,
                      Memory& memory,
                      const Sink& sink) const {
    for (std::size_t i = first; i < layers_.size(); ++i) {
        const Layer& layer = layers_[i];
        placement_.checkpoint();
        switch (layer.kind) {
            case Kind::Clamp: x = at::tanh(x / kReach) * kReach; break;
            case Kind::Relu: x = at::relu(x); break;
            case Kind::Enlarge:
                if (enlarged++ < way.enlargings)
                    x = at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
                break;
            case Kind::Conv:
                x = at::conv2d(x, layer.convs[0].weight, layer.convs[0].bias, 1, 1);
                break;
            case Kind::Block: x = run_block(layer, x, x); break;
            case Kind::MemoryBlock: {
                const at::Tensor before = memory[i].defined() ? memory[i] : at::zeros_like(x);
                memory[i] = x;
                x = run_block(layer, x, at::cat({x, before}, 1));
                break;
            }
            case Kind::Grow: {
                const std::int64_t channels = x.size(1);
                if (!way.grows) {
                    // The last of the frames that come of this one.
                    x = at::conv2d(
                        x, layer.convs[0].weight.narrow(0, (layer.times - 1) * channels, channels));
                    break;
                }
                const at::Tensor grown = at::conv2d(x, layer.convs[0].weight);
                for (std::int64_t t = 0; t < layer.times; ++t) {
                    run(i + 1, grown.narrow(1, t * channels, channels), way, enlarged, memory,
                        sink);
                }
                return;
            }
        }
    }
    sink(x.to(at::kFloat).clamp(0.0, 1.0).mul_(2.0).sub_(1.0));
}

std::vector<at::Tensor> TinyDecoder::frames(const at::Tensor& latents, const Way& way) const {
    PLUMBLINE_CHECK(latents.dim() == 5 && latents.size(0) == 1 && latents.size(1) == channels_,
                    "latents must be [1, {}, T, h, w]", channels_);
    const c10::NoGradGuard no_grad;
    std::vector<at::Tensor> found;
    Memory memory(layers_.size());
    for (std::int64_t t = 0; t < latents.size(2); ++t) {
        run(0, latents.select(2, t).to(placement_.device, placement_.dtype), way, 0, memory,
            [&](const at::Tensor& frame) { found.push_back(frame); });
    }
    return found;
}

at::Tensor TinyDecoder::decode(const at::Tensor& latents) const {
    std::vector<at::Tensor> all = frames(latents, {.grows = true, .enlargings = 3});
    if (is_video_) all.erase(all.begin(), all.begin() + kDropped);
    return at::stack(all, 2);
}

at::Tensor TinyDecoder::preview(const at::Tensor& latents, std::int64_t most_pixels) const {
    int enlargings = 3;
    while (enlargings > 0 &&
           (latents.size(3) << enlargings) * (latents.size(4) << enlargings) > most_pixels)
        --enlargings;
    return at::stack(frames(latents, {.grows = false, .enlargings = enlargings}), 2);
}

bool is_tiny_decoder(const WeightMap& weights) {
    return is_decoder(numbered(weights));
}

std::span<const TinyDecoderFile> tiny_decoder_files() {
    return kFiles;
}

}  // namespace plumbline::vae
