// SPDX-License-Identifier: GPL-3.0-or-later
// The denoiser alone against the authors' model.
#include "base/error.h"
#include "engine/models/tiny_wan.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::models::wan {
namespace {

using plumbline::tests::golden;
using plumbline::tests::relative_difference;

constexpr double kForwardLimit = 1e-4;
constexpr double kSameLimit = 1e-5;

WanDenoiser open(const std::string& model, const std::string& naming) {
    return wan::open(golden(model + "/weights_" + naming + ".safetensors"));
}

/// One recorded case, its conditioning prepared.
struct Forward {
    Forward(WanDenoiser& denoiser, const std::string& name) : file(golden(name)) {
        Conditioning given = conditioning_of(file.tensor("context").unsqueeze(0));
        if (denoiser.config().image_to_video()) {
            given.clip_features = file.tensor("clip_features");
            given.latents = file.tensor("condition");
        }
        conditioning = denoiser.prepare(given);
    }
    tensor_io::WeightMap file;
    Conditioning conditioning;
};

/// Runs all blocks; what every one of them gave goes into `blocks`.
at::Tensor run(WanDenoiser& denoiser,
               const at::Tensor& latents,
               double t,
               const Conditioning& conditioning,
               std::vector<at::Tensor>* blocks = nullptr) {
    BlockContext context;
    Streams streams = denoiser.embed(latents, t, conditioning, context);
    while (streams.at < denoiser.shape().blocks) {
        streams = denoiser.run_block(streams.at, streams, context);
        if (blocks != nullptr) blocks->push_back(streams.image);
    }
    return denoiser.head(streams, context);
}

struct Recorded {
    const char* model;
    const char* name;
    const char* naming;
};

class WanForward : public testing::TestWithParam<Recorded> {};

TEST_P(WanForward, EqualsTheAuthorsModelBlockByBlock) {
    const c10::NoGradGuard no_grad;
    WanDenoiser denoiser = open(GetParam().model, GetParam().naming);
    const Forward recorded(denoiser,
                           std::string(GetParam().model) + "/" + GetParam().name + ".safetensors");
    const at::Tensor times = recorded.file.tensor("timesteps");
    const at::Tensor latents = recorded.file.tensor("latents");
    BlockContext context;
    const Streams start =
        denoiser.embed(latents, times[0].item<double>(), recorded.conditioning, context);
    const auto expect_near = [&](const at::Tensor& got, const char* name) {
        EXPECT_LT(relative_difference(got, recorded.file.tensor(name)), kForwardLimit) << name;
    };
    expect_near(start.image, "tokens_in");
    expect_near(context.time_embedding, "temb");
    expect_near(context.modulation.flatten(1), "temb_proj");
    std::vector<at::Tensor> outs;
    for (std::int64_t i = 0; i < times.numel(); ++i) {
        std::vector<at::Tensor> blocks;
        outs.push_back(
            run(denoiser, latents, times[i].item<double>(), recorded.conditioning, &blocks));
        if (i == 0) expect_near(at::stack(blocks), "block_out");
    }
    expect_near(at::stack(outs), "out");
}

TEST_P(WanForward, IsTheSameWhileGradientsAreRecorded) {
    WanDenoiser denoiser = open(GetParam().model, GetParam().naming);
    const Forward recorded(denoiser,
                           std::string(GetParam().model) + "/" + GetParam().name + ".safetensors");
    const at::Tensor latents = recorded.file.tensor("latents");
    const double t = recorded.file.tensor("timesteps")[0].item<double>();
    const c10::AutoGradMode recording(true);
    const at::Tensor composed = run(denoiser, latents, t, recorded.conditioning);
    const c10::NoGradGuard no_grad;
    EXPECT_LT(relative_difference(run(denoiser, latents, t, recorded.conditioning), composed),
              kSameLimit);
}

std::string name_of(const testing::TestParamInfo<Recorded>& info) {
    return std::string(info.param.model) + "_" + info.param.name + "_" + info.param.naming;
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         WanForward,
                         testing::Values(Recorded{"wan_tiny", "forward_a", "original"},
                                         Recorded{"wan_tiny", "forward_a", "diffusers"},
                                         Recorded{"wan_tiny", "forward_b", "original"},
                                         Recorded{"wan_tiny", "forward_b", "diffusers"},
                                         Recorded{"wan_i2v_tiny", "forward_a", "original"},
                                         Recorded{"wan_i2v_tiny", "forward_a", "diffusers"},
                                         Recorded{"wan_i2v_tiny", "forward_b", "original"},
                                         Recorded{"wan_i2v_tiny", "forward_b", "diffusers"}),
                         name_of);

TEST(WanDenoiserPadding, OneRowStandsForAllZeroRows) {
    const c10::NoGradGuard no_grad;
    for (const char* model : {"wan_tiny", "wan_i2v_tiny"}) {
        WanDenoiser denoiser = open(model, "original");
        const Forward recorded(denoiser, std::string(model) + "/forward_a.safetensors");
        const at::Tensor context = recorded.conditioning.context;
        const std::int64_t padding = denoiser.config().text_len - context.size(1);
        Conditioning padded = recorded.conditioning;
        padded.context = at::constant_pad_nd(context, {0, 0, 0, padding});
        padded = denoiser.prepare(padded);
        EXPECT_EQ(padded.prepared.size(1), 512);
        EXPECT_EQ(recorded.conditioning.prepared.size(1), context.size(1) + 1);
        const at::Tensor latents = recorded.file.tensor("latents");
        EXPECT_LT(relative_difference(run(denoiser, latents, 500, recorded.conditioning),
                                      run(denoiser, latents, 500, padded)),
                  kSameLimit)
            << model;
    }
}

TEST(WanDenoiserPadding, EveryLengthUpToTheLastRowIsTheSame) {
    const c10::NoGradGuard no_grad;
    WanDenoiser denoiser = open("wan_tiny", "original");
    const Forward recorded(denoiser, "wan_tiny/forward_b.safetensors");
    const at::Tensor row = recorded.conditioning.context;
    const at::Tensor latents = recorded.file.tensor("latents");
    const at::Tensor expected = run(denoiser, latents, 500, recorded.conditioning);
    for (const std::int64_t rows : {2, 511, 512, 513, 600}) {
        const Conditioning longer =
            denoiser.prepare(conditioning_of(at::constant_pad_nd(row, {0, 0, 0, rows - 1})));
        EXPECT_LT(relative_difference(run(denoiser, latents, 500, longer), expected), kSameLimit)
            << rows << " rows";
    }
}

TEST(WanDenoiser, ABatchIsItsSamples) {
    const c10::NoGradGuard no_grad;
    WanDenoiser denoiser = open("wan_tiny", "original");
    const Forward recorded(denoiser, "wan_tiny/forward_a.safetensors");
    const at::Tensor one = recorded.file.tensor("latents");
    const at::Tensor two = at::cat({one, one.flip(4)});
    Conditioning both = recorded.conditioning;
    both.context = both.context.expand({2, -1, -1});
    both = denoiser.prepare(both);
    BlockContext context;
    Streams streams =
        denoiser.embed_batch(two, at::tensor({100.0, 900.0}, at::kDouble), both, context);
    while (streams.at < denoiser.shape().blocks) {
        streams = denoiser.run_block(streams.at, streams, context);
    }
    const at::Tensor out = denoiser.head(streams, context);
    EXPECT_LT(relative_difference(out[0], run(denoiser, one, 100, recorded.conditioning)[0]),
              kSameLimit);
    EXPECT_LT(
        relative_difference(out[1], run(denoiser, one.flip(4), 900, recorded.conditioning)[0]),
        kSameLimit);
}

TEST(WanDenoiser, FollowsAChangeOfTheGrid) {
    const c10::NoGradGuard no_grad;
    WanDenoiser denoiser = open("wan_tiny", "original");
    const Forward a(denoiser, "wan_tiny/forward_a.safetensors");
    const Forward b(denoiser, "wan_tiny/forward_b.safetensors");
    const at::Tensor latents = a.file.tensor("latents");
    const at::Tensor before = run(denoiser, latents, 500, a.conditioning);
    static_cast<void>(run(denoiser, b.file.tensor("latents"), 500, b.conditioning));
    EXPECT_TRUE(at::equal(run(denoiser, latents, 500, a.conditioning), before));
}

TEST(WanDenoiser, NeverWritesIntoItsInputs) {
    const c10::NoGradGuard no_grad;
    WanDenoiser denoiser = open("wan_tiny", "original");
    const Forward recorded(denoiser, "wan_tiny/forward_a.safetensors");
    const at::Tensor latents = recorded.file.tensor("latents");
    const at::Tensor latents_before = latents.clone();
    BlockContext context;
    const Streams start = denoiser.embed(latents, 500, recorded.conditioning, context);
    const at::Tensor image_before = start.image.clone();
    const Streams next = denoiser.run_block(0, start, context);
    EXPECT_TRUE(at::equal(start.image, image_before));
    EXPECT_TRUE(at::equal(latents, latents_before));
    EXPECT_EQ(next.at, 1);
    EXPECT_THROW(static_cast<void>(denoiser.run_block(0, next, context)), InternalError);
    EXPECT_THROW(static_cast<void>(denoiser.head(next, context)), InternalError);
}

TEST(WanDenoiser, KnowsItsSizeAndItsBlocks) {
    const WanDenoiser denoiser = open("wan_tiny", "diffusers");
    EXPECT_EQ(denoiser.shape().blocks, 5);
    EXPECT_EQ(denoiser.shape().probe_blocks, 5);
    EXPECT_EQ(denoiser.shape().cost, std::vector<double>(5, 0.2));
    const auto weights = golden("wan_tiny/weights_diffusers.safetensors");
    EXPECT_EQ(denoiser.weight_bytes(), static_cast<std::int64_t>(weights.total_bytes()));
}

TEST(WanDenoiser, TheCheckpointIsAskedWhileWeightsLoad) {
    const auto weights = golden("wan_tiny/weights_original.safetensors");
    int asked = 0;
    const tensor_io::Placement placement{.checkpoint = Checkpoint([&asked] {
                                             if (++asked == 20) throw Cancelled{};
                                         })};
    const Config config = detect_config(weights, two_heads());
    EXPECT_THROW(WanDenoiser(weights, config, placement), Cancelled);
    EXPECT_EQ(asked, 20);
}

}  // namespace
}  // namespace plumbline::models::wan
