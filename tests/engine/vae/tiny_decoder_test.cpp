// SPDX-License-Identifier: GPL-3.0-or-later
// Tiny decoders against their description, written down once more: all frames of a layer at once,
// where the decoder goes frame by frame, and convolutions as sums.
#include "vae/tiny_decoder.h"

#include "support/expect_error.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace plumbline::vae {
namespace {

using tensor_io::WeightMap;
using namespace plumbline::tests;

/// Widths of the four stages.
using Widths = std::array<std::int64_t, 4>;

class FileMaker {
public:
    explicit FileMaker(bool fills = true) : fills_(fills) {}

    void conv(const std::string& name, std::int64_t out, std::int64_t in, bool bias, int size = 3) {
        put(name + ".weight", {out, in, size, size},
            1.5 / std::sqrt(static_cast<double>(in * size * size)));
        if (bias) put(name + ".bias", {out}, 0.1);
    }
    void block(const std::string& name, std::int64_t width, std::int64_t in) {
        for (const int index : {0, 2, 4}) {
            conv(name + ".conv." + std::to_string(index), width, index == 0 ? in : width, true);
        }
    }
    WeightMap weights;

private:
    void put(const std::string& name, const std::vector<std::int64_t>& shape, double size) {
        weights.add(name, fills_
                              ? at::randn(shape, generator_, at::TensorOptions(at::kFloat)) * size
                              : at::zeros({1}).expand(shape));
    }
    bool fills_;
    at::Generator generator_ = at::make_generator<at::CPUGeneratorImpl>(11);
};

WeightMap video_file(std::int64_t z, const Widths& w, bool fills = true) {
    FileMaker file(fills);
    const auto name = [](int index) { return "decoder." + std::to_string(index); };
    file.conv(name(1), w[0], z, true);
    const std::array<int, 3> firsts{3, 9, 15};
    for (std::size_t stage = 0; stage < 3; ++stage) {
        const int first = firsts[stage];
        for (int i = 0; i < 3; ++i) file.block(name(first + i), w[stage], 2 * w[stage]);
        file.conv(name(first + 4) + ".conv", (stage == 0 ? 1 : 2) * w[stage], w[stage], false, 1);
        file.conv(name(first + 5), w[stage + 1], w[stage], false);
    }
    file.conv(name(22), 3, w[3], true);
    return file.weights;
}

WeightMap picture_file(std::int64_t z, std::int64_t w, bool fills = true) {
    FileMaker file(fills);
    file.conv("1", w, z, true);
    for (const int first : {3, 8, 13}) {
        for (int i = 0; i < 3; ++i) file.block(std::to_string(first + i), w, w);
        file.conv(std::to_string(first + 4), w, w, false);
    }
    file.block("18", w, w);
    file.conv("19", 3, w, true);
    return file.weights;
}

/// x: [N, C, h, w]; zeros around.
at::Tensor convolved(const at::Tensor& x, const WeightMap& file, const std::string& name) {
    const at::Tensor weight = file.tensor(name + ".weight").to(at::kDouble);
    const std::int64_t reach = weight.size(2) / 2, h = x.size(2), w = x.size(3);
    const at::Tensor padded = at::constant_pad_nd(x, {reach, reach, reach, reach});
    at::Tensor sum = at::zeros({x.size(0), weight.size(0), h, w}, at::kDouble);
    for (std::int64_t i = 0; i < weight.size(2); ++i) {
        for (std::int64_t j = 0; j < weight.size(3); ++j) {
            sum += at::einsum("nchw,oc->nohw", {padded.narrow(2, i, h).narrow(3, j, w),
                                                weight.select(3, j).select(2, i)});
        }
    }
    if (file.contains(name + ".bias"))
        sum += file.tensor(name + ".bias").to(at::kDouble).view({1, -1, 1, 1});
    return sum;
}

at::Tensor through_block(const at::Tensor& x,
                         const at::Tensor& joined,
                         const WeightMap& file,
                         const std::string& name) {
    at::Tensor y = convolved(joined, file, name + ".conv.0").relu();
    y = convolved(y, file, name + ".conv.2").relu();
    return (convolved(y, file, name + ".conv.4") + x).relu();
}

at::Tensor doubled(const at::Tensor& x) {
    return x.repeat_interleave(2, 2).repeat_interleave(2, 3);
}

/// latents: [T, C, h, w] → [T', 3, 8h, 8w] in [0, 1], all of them.
at::Tensor described_video(const at::Tensor& latents, const WeightMap& file, bool grows) {
    const auto name = [](int index) { return "decoder." + std::to_string(index); };
    at::Tensor x = at::tanh(latents.to(at::kDouble) / 3) * 3;
    x = convolved(x, file, name(1)).relu();
    for (const int first : {3, 9, 15}) {
        for (int i = 0; i < 3; ++i) {
            const at::Tensor before =
                at::cat({at::zeros_like(x.narrow(0, 0, 1)), x.narrow(0, 0, x.size(0) - 1)}, 0);
            x = through_block(x, at::cat({x, before}, 1), file, name(first + i));
        }
        x = doubled(x);
        const std::int64_t channels = x.size(1);
        x = convolved(x, file, name(first + 4) + ".conv");
        if (grows)
            x = x.reshape({-1, channels, x.size(2), x.size(3)});
        else
            x = x.narrow(1, x.size(1) - channels, channels);
        x = convolved(x, file, name(first + 5));
    }
    return convolved(x.relu(), file, name(22)).clamp(0, 1);
}

at::Tensor described_pictures(const at::Tensor& latents, const WeightMap& file, int enlargings) {
    at::Tensor x = at::tanh(latents.to(at::kDouble) / 3) * 3;
    x = convolved(x, file, "1").relu();
    for (const int first : {3, 8, 13}) {
        for (int i = 0; i < 3; ++i) x = through_block(x, x, file, std::to_string(first + i));
        if (enlargings-- > 0) x = doubled(x);
        x = convolved(x, file, std::to_string(first + 4));
    }
    x = through_block(x, x, file, "18");
    return convolved(x, file, "19").clamp(0, 1);
}

/// [N, 3, H, W] in [0, 1] → [1, 3, N, H, W] in [-1, 1].
at::Tensor as_clip(const at::Tensor& frames) {
    return (frames * 2 - 1).permute({1, 0, 2, 3}).unsqueeze(0);
}

at::Tensor some_latents(std::int64_t channels, std::int64_t frames) {
    return at::randn({1, channels, frames, 2, 3}, at::make_generator<at::CPUGeneratorImpl>(5),
                     at::TensorOptions(at::kFloat)) *
           2;
}

constexpr Widths kSmall{6, 5, 4, 4};

/// In f64, so that what differs is the arithmetic and not its rounding: activations of random
/// weights grow far beyond the colours that come of them.
TinyDecoder exact(const WeightMap& file) {
    return {file, {.device = at::kCPU, .dtype = at::kDouble, .checkpoint = {}}};
}

TEST(TinyDecoder, OfVideoGivesTheDescribedFrames) {
    const WeightMap file = video_file(4, kSmall);
    const TinyDecoder decoder = exact(file);
    EXPECT_TRUE(decoder.is_video());
    EXPECT_EQ(decoder.channels(), 4);
    const at::Tensor latents = some_latents(4, 3), whole = decoder.decode(latents);
    const at::Tensor all = described_video(latents[0].transpose(0, 1), file, true);
    ASSERT_EQ(all.size(0), 12);
    EXPECT_EQ(whole.sizes(), at::IntArrayRef({1, 3, 9, 16, 24}));
    EXPECT_LT(relative_difference(whole, as_clip(all.narrow(0, 3, 9))), 1e-6);
    EXPECT_GT(whole.std().item<double>(), 0.05) << "a flat picture shows nothing";
}

TEST(TinyDecoder, OfVideoPreviewsALatentByItsLastFrame) {
    const WeightMap file = video_file(4, kSmall);
    const at::Tensor latents = some_latents(4, 3);
    const at::Tensor preview = exact(file).preview(latents, 16 * 24);
    const at::Tensor expected = as_clip(described_video(latents[0].transpose(0, 1), file, false));
    EXPECT_EQ(preview.sizes(), at::IntArrayRef({1, 3, 3, 16, 24}));
    EXPECT_LT(relative_difference(preview, expected), 1e-6);
}

TEST(TinyDecoder, OfPicturesGivesTheDescribedOnesAtEverySize) {
    const WeightMap file = picture_file(4, 6);
    const TinyDecoder decoder = exact(file);
    EXPECT_FALSE(decoder.is_video());
    const at::Tensor latents = some_latents(4, 2), rows = latents[0].transpose(0, 1);
    EXPECT_LT(
        relative_difference(decoder.decode(latents), as_clip(described_pictures(rows, file, 3))),
        1e-6);
    int enlargings = 3;
    for (const std::int64_t most : {16 * 24, 16 * 24 - 1, 4 * 6, 2 * 3}) {
        EXPECT_LT(relative_difference(decoder.preview(latents, most),
                                      as_clip(described_pictures(rows, file, enlargings))),
                  1e-6)
            << most;
        --enlargings;
    }
    EXPECT_EQ(decoder.preview(latents, 1).size(3), 2) << "never smaller than the latents";
}

TEST(TinyDecoder, HasThePublishedNumberOfParameters) {
    const WeightMap video = video_file(16, {256, 128, 64, 64}, /*fills=*/false);
    std::int64_t count = 0;
    for (const auto& [name, entry] : video.entries()) count += video.tensor(name).numel();
    EXPECT_NEAR(static_cast<double>(count) / 1e6, 9.84, 0.005);
    EXPECT_EQ(TinyDecoder(video, {}).channels(), 16);
}

TEST(TinyDecoder, EveryLayoutOfPicturesIsTheSame) {
    const WeightMap bare = picture_file(4, 6);
    const at::Tensor latents = some_latents(4, 1);
    const at::Tensor expected = TinyDecoder(bare, {}).decode(latents);
    WeightMap whole = bare.renamed([](const std::string& name) { return "taesd_decoder." + name; });
    whole.add("taesd_encoder.0.weight", at::ones({1}));
    const WeightMap diffusers = bare.renamed([](const std::string& name) {
        const std::size_t dot = name.find('.');
        return "decoder.layers." + std::to_string(std::stoi(name.substr(0, dot)) - 1) +
               name.substr(dot);
    });
    for (const WeightMap* layout : {&std::as_const(whole), &diffusers}) {
        EXPECT_TRUE(is_tiny_decoder(*layout));
        EXPECT_TRUE(at::equal(TinyDecoder(*layout, {}).decode(latents), expected));
    }
}

TEST(TinyDecoder, WhatItIsNotIsSaid) {
    const WeightMap file = picture_file(4, 6);
    EXPECT_FALSE(is_tiny_decoder(golden("wan_vae_tiny/weights_original.safetensors")));
    EXPECT_FALSE(is_tiny_decoder(golden("flux_ae_tiny/weights_original.safetensors")));
    const auto expect_refused = [](const WeightMap& weights, const char* part) {
        expect_error(ErrorKind::Input, part, [&] { return TinyDecoder(weights, {}).channels(); });
    };
    expect_refused(golden("flux_ae_tiny/weights_original.safetensors"), "is no tiny decoder");
    expect_refused(without(file, "13.conv.2.weight"), "13.conv.2.weight");
    expect_refused(with(file, "12.weight", at::ones({6, 5, 3, 3})), "12.weight");
    expect_refused(with(file, "13.conv.4.weight", at::ones({5, 6, 3, 3})), "13.conv.4.");
    expect_refused(with(file, "20.weight", at::ones({3, 3, 3, 3})), "20.weight");
    FileMaker four;
    four.conv("19", 4, 6, true);
    expect_refused(with(with(file, "19.weight", four.weights.tensor("19.weight")), "19.bias",
                        four.weights.tensor("19.bias")),
                   "4 colours");
}

}  // namespace
}  // namespace plumbline::vae
