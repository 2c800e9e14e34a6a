// SPDX-License-Identifier: GPL-3.0-or-later
// The U-Net alone against the reference implementation.
#include "base/error.h"
#include "engine/models/tiny_unet.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::models::unet {
namespace {

using plumbline::tests::golden;
using plumbline::tests::relative_difference;

constexpr double kForwardLimit = 1e-4;
constexpr double kSameLimit = 1e-5;

at::Tensor run(UnetDenoiser& denoiser,
               const at::Tensor& latents,
               double t,
               const Conditioning& conditioning) {
    BlockContext context;
    Streams streams = denoiser.embed(latents, t, conditioning, context);
    while (streams.at < denoiser.shape().blocks)
        streams = denoiser.run_block(streams.at, streams, context);
    return denoiser.head(streams, context);
}

/// The recorded case, its conditioning prepared.
struct Forward {
    explicit Forward(UnetDenoiser& denoiser)
        : file(golden("sd15_unet_tiny/forward_a.safetensors")),
          latents(file.tensor("latents").unsqueeze(2)) {
        Conditioning given;
        given.context = file.tensor("context");
        conditioning = denoiser.prepare(given);
    }
    tensor_io::WeightMap file;
    at::Tensor latents;  // [1, 4, 1, h, w]
    Conditioning conditioning;
};

class UnetForward : public testing::TestWithParam<const char*> {};

TEST_P(UnetForward, EqualsTheReference) {
    const c10::NoGradGuard no_grad;
    UnetDenoiser denoiser = open(tiny(GetParam()));
    const Forward recorded(denoiser);
    const at::Tensor times = recorded.file.tensor("timesteps");
    std::vector<at::Tensor> outs;
    for (std::int64_t i = 0; i < times.numel(); ++i) {
        outs.push_back(run(denoiser, recorded.latents,
                           static_cast<double>(times[i].item<std::int64_t>()),
                           recorded.conditioning));
        EXPECT_EQ(outs.back().scalar_type(), at::kFloat);
    }
    const double difference =
        relative_difference(at::cat(outs).squeeze(2), recorded.file.tensor("out"));
    RecordProperty("relative_difference", fmt::format("{:.2e}", difference));
    EXPECT_LT(difference, kForwardLimit);
}

INSTANTIATE_TEST_SUITE_P(Golden, UnetForward, testing::Values("original", "diffusers"));

class TinyUnet : public testing::Test {
protected:
    c10::NoGradGuard no_grad_;
    UnetDenoiser denoiser_ = open(tiny());
    Forward recorded_{denoiser_};
};

TEST_F(TinyUnet, ABatchIsItsSamples) {
    Conditioning both = recorded_.conditioning;
    both.context = at::cat({both.context, both.context.flip(1)});
    both = denoiser_.prepare(both);
    const at::Tensor two = at::cat({recorded_.latents, recorded_.latents.flip(4)});
    const at::Tensor out = run(denoiser_, two, 500, both);
    Conditioning flipped = recorded_.conditioning;
    flipped.context = flipped.context.flip(1);
    flipped = denoiser_.prepare(flipped);
    EXPECT_LT(relative_difference(out.narrow(0, 0, 1),
                                  run(denoiser_, recorded_.latents, 500, recorded_.conditioning)),
              kSameLimit);
    EXPECT_LT(relative_difference(out.narrow(0, 1, 1),
                                  run(denoiser_, recorded_.latents.flip(4), 500, flipped)),
              kSameLimit);
}

TEST_F(TinyUnet, TextAndTimeMatter) {
    const at::Tensor out = run(denoiser_, recorded_.latents, 500, recorded_.conditioning);
    Conditioning other = recorded_.conditioning;
    other.context = -other.context;
    EXPECT_GT(
        relative_difference(run(denoiser_, recorded_.latents, 500, denoiser_.prepare(other)), out),
        1e-2);
    EXPECT_GT(
        relative_difference(run(denoiser_, recorded_.latents, 100, recorded_.conditioning), out),
        1e-3);
}

// Halving rounds up, so the way back must meet the sizes that the skips have.
TEST_F(TinyUnet, AnySizeOfLatentsComesBack) {
    for (const auto& [height, width] : {std::pair{9, 13}, {1, 1}, {8, 5}}) {
        const at::Tensor latents = at::ones({1, 4, 1, height, width});
        const at::Tensor out = run(denoiser_, latents, 500, recorded_.conditioning);
        EXPECT_EQ(out.sizes(), latents.sizes());
        EXPECT_TRUE(at::isfinite(out).all().item<bool>());
    }
}

TEST_F(TinyUnet, NeverWritesIntoItsInputs) {
    const at::Tensor latents_before = recorded_.latents.clone();
    BlockContext context;
    Streams streams = denoiser_.embed(recorded_.latents, 500, recorded_.conditioning, context);
    while (streams.at < denoiser_.shape().blocks) {
        const at::Tensor image = streams.image.clone();
        std::vector<at::Tensor> skips;
        for (const at::Tensor& skip : streams.skips) skips.push_back(skip.clone());
        const Streams next = denoiser_.run_block(streams.at, streams, context);
        EXPECT_TRUE(streams.image.equal(image)) << streams.at;
        ASSERT_EQ(streams.skips.size(), skips.size());
        for (std::size_t i = 0; i < skips.size(); ++i)
            EXPECT_TRUE(streams.skips[i].equal(skips[i]));
        streams = next;
    }
    static_cast<void>(denoiser_.head(streams, context));
    EXPECT_TRUE(recorded_.latents.equal(latents_before));
}

TEST_F(TinyUnet, RefusesBlocksOutOfOrderAndAnUnbalancedStack) {
    BlockContext context;
    const Streams start = denoiser_.embed(recorded_.latents, 500, recorded_.conditioning, context);
    EXPECT_THROW(static_cast<void>(denoiser_.run_block(1, start, context)), InternalError);
    EXPECT_THROW(static_cast<void>(denoiser_.head(start, context)), InternalError);
    Streams empty = start;
    empty.at = 24;  // the last block, with nothing on the stack
    EXPECT_THROW(static_cast<void>(denoiser_.run_block(24, empty, context)), InternalError);
    Streams left = start;
    left.skips.push_back(start.image);
    left.at = 25;
    EXPECT_THROW(static_cast<void>(denoiser_.head(left, context)), InternalError);
}

TEST_F(TinyUnet, EntersAndLeavesTheStackInOneShape) {
    BlockContext context;
    Streams streams = denoiser_.embed(recorded_.latents, 500, recorded_.conditioning, context);
    const std::vector<std::int64_t> entered = streams.image.sizes().vec();
    for (int block = 0; block < denoiser_.shape().blocks; ++block) {
        streams = denoiser_.run_block(block, streams, context);
        const bool probes = block < denoiser_.shape().probe_blocks;
        if (probes || block == denoiser_.shape().blocks - 1) {
            EXPECT_EQ(streams.image.sizes(), entered) << block;
        }
    }
}

TEST_F(TinyUnet, KnowsItsSize) {
    EXPECT_EQ(denoiser_.weight_bytes(), static_cast<std::int64_t>(tiny().total_bytes()));
    EXPECT_EQ(denoiser_.shape().blocks, 25);
}

TEST(UnetLoading, TheCheckpointIsAskedWhileWeightsLoad) {
    const auto weights = tiny();
    int asked = 0;
    const tensor_io::Placement placement{.checkpoint = Checkpoint([&asked] {
                                             if (++asked == 20) throw Cancelled{};
                                         })};
    const Config config = detect_config(weights, two_heads());
    EXPECT_THROW(UnetDenoiser(weights, config, placement), Cancelled);
    EXPECT_EQ(asked, 20);
}

}  // namespace
}  // namespace plumbline::models::unet
