// SPDX-License-Identifier: GPL-3.0-or-later
// HunyuanVideo and Flux.1 against their authors' models, block by block.
#include "base/error.h"
#include "engine/models/tiny_dual_stream.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::models {
namespace {

using tests::relative_difference;

constexpr double kForwardLimit = 2e-5;  // the fixtures' README states 1e-4
constexpr double kSameLimit = 1e-5;

struct Recorded {
    const char* family;
    const char* name;
    const char* naming;
};

std::string name_of(const testing::TestParamInfo<Recorded>& info) {
    return fmt::format("{}_{}_{}", info.param.family, info.param.name, info.param.naming);
}

class DualStreamForward : public testing::TestWithParam<Recorded> {
protected:
    [[nodiscard]] std::unique_ptr<Denoiser> denoiser() const {
        return open_tiny(tiny_weights(GetParam().family, GetParam().naming), GetParam().family);
    }
    [[nodiscard]] TinyForward forward() const { return {GetParam().family, GetParam().name}; }
};

at::Tensor stacked(const std::vector<Streams>& after,
                   std::size_t first,
                   std::size_t last,
                   at::Tensor (*part)(const Streams&)) {
    std::vector<at::Tensor> parts;
    for (std::size_t i = first; i < last; ++i) parts.push_back(part(after[i]));
    return at::stack(parts);
}

TEST_P(DualStreamForward, EqualsTheAuthorsModelBlockByBlock) {
    const c10::NoGradGuard no_grad;
    const auto model = denoiser();
    const TinyForward recorded = forward();
    const Conditioning conditioning = model->prepare(recorded.given);
    const auto expect_near = [&](const at::Tensor& got, const char* name) {
        at::Tensor expected = recorded.file.tensor(name);
        EXPECT_LT(relative_difference(got, expected), kForwardLimit) << name;
    };
    std::vector<at::Tensor> outs;
    for (std::int64_t i = 0; i < recorded.times.numel(); ++i) {
        BlockContext context;
        std::vector<Streams> after;
        const Streams start =
            model->embed(recorded.latents, recorded.times[i].item<double>(), conditioning, context);
        const at::Tensor out = finish(*model, start, context, &after);
        outs.push_back(recorded.family == "flux" ? patchify(out) : out);
        if (i > 0) continue;
        const auto doubles = static_cast<std::size_t>(model->shape().probe_blocks);
        const auto image = [](const Streams& streams) { return streams.image; };
        expect_near(stacked(after, 0, doubles, image), "double_out");
        if (recorded.family == "hunyuan") {
            expect_near(start.text, "text_refined");
            expect_near(stacked(after, doubles, after.size(), image), "single_out_image");
        } else {
            expect_near(stacked(after, doubles, after.size(),
                                [](const Streams& streams) {
                                    return at::cat({streams.text, streams.image}, 1);
                                }),
                        "single_out");
        }
    }
    expect_near(at::stack(outs), "out");
}

TEST_P(DualStreamForward, IsTheSameWhileGradientsAreRecorded) {
    const auto model = denoiser();
    const TinyForward recorded = forward();
    const double t = recorded.times[0].item<double>();
    at::Tensor composed;
    {
        const c10::AutoGradMode recording(true);
        composed = run_tiny(*model, recorded.latents, t, recorded.given);
    }
    const c10::NoGradGuard no_grad;
    EXPECT_LT(relative_difference(run_tiny(*model, recorded.latents, t, recorded.given), composed),
              kSameLimit);
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         DualStreamForward,
                         testing::Values(Recorded{"flux", "forward_a", "original"},
                                         Recorded{"flux", "forward_a", "diffusers"},
                                         Recorded{"flux", "forward_b", "original"},
                                         Recorded{"flux", "forward_b", "diffusers"},
                                         Recorded{"hunyuan", "forward_a", "original"},
                                         Recorded{"hunyuan", "forward_a", "diffusers"},
                                         Recorded{"hunyuan", "forward_b", "original"},
                                         Recorded{"hunyuan", "forward_b", "diffusers"}),
                         name_of);

class DualStream : public testing::TestWithParam<const char*> {
protected:
    c10::NoGradGuard no_grad_;
    TinyForward recorded_{GetParam(), "forward_a"};
    std::unique_ptr<Denoiser> model_ = open_tiny(tiny_weights(GetParam(), "original"), GetParam());
};

TEST_P(DualStream, ABatchIsItsSamples) {
    const at::Tensor one = recorded_.latents;
    Conditioning two = recorded_.given;
    two.context = at::cat({two.context, two.context.flip(1)});
    two.pooled = at::cat({two.pooled, -two.pooled});
    if (two.mask.defined()) two.mask = at::ones({2, two.context.size(1)}, at::kLong);
    const at::Tensor out = run_tiny(*model_, at::cat({one, one.flip(4)}), 700, two);
    for (std::int64_t i = 0; i < 2; ++i) {
        Conditioning alone = two;
        alone.context = two.context.narrow(0, i, 1);
        alone.pooled = two.pooled.narrow(0, i, 1);
        if (two.mask.defined()) alone.mask = two.mask.narrow(0, i, 1);
        const at::Tensor expected = run_tiny(*model_, i == 0 ? one : one.flip(4), 700, alone);
        EXPECT_LT(relative_difference(out.narrow(0, i, 1), expected), kSameLimit) << i;
    }
}

TEST_P(DualStream, PaddingIsLookedAtByNobody) {
    const at::Tensor expected = run_tiny(*model_, recorded_.latents, 700, recorded_.given);
    Conditioning padded = recorded_.given;
    const at::Tensor context = padded.context, noise = at::full({1, 5, context.size(2)}, 7.0);
    const at::Tensor mask =
        padded.mask.defined() ? padded.mask : at::ones({1, context.size(1)}, at::kLong);
    padded.context = at::cat({context, noise}, 1);
    padded.mask = at::cat({mask, at::zeros({1, 5}, at::kLong)}, 1);
    EXPECT_TRUE(at::equal(run_tiny(*model_, recorded_.latents, 700, padded), expected));
    padded.mask = at::Tensor();  // now it is text like any other
    EXPECT_GT(relative_difference(run_tiny(*model_, recorded_.latents, 700, padded), expected),
              1e-3);
}

TEST_P(DualStream, GuidanceAndPooledTextReachTheBlocks) {
    const at::Tensor expected = run_tiny(*model_, recorded_.latents, 700, recorded_.given);
    Conditioning other = recorded_.given;
    other.guidance = 1.0;
    EXPECT_GT(relative_difference(run_tiny(*model_, recorded_.latents, 700, other), expected),
              1e-3);
    other = recorded_.given;
    other.pooled = other.pooled * 2;
    EXPECT_GT(relative_difference(run_tiny(*model_, recorded_.latents, 700, other), expected),
              1e-3);
}

TEST_P(DualStream, FollowsAChangeOfTheGrid) {
    const TinyForward small(GetParam(), "forward_b");
    const at::Tensor before = run_tiny(*model_, recorded_.latents, 500, recorded_.given);
    static_cast<void>(run_tiny(*model_, small.latents, 500, small.given));
    EXPECT_TRUE(at::equal(run_tiny(*model_, recorded_.latents, 500, recorded_.given), before));
}

TEST_P(DualStream, NeverWritesIntoItsInputs) {
    BlockContext context;
    Streams streams =
        model_->embed(recorded_.latents, 500, model_->prepare(recorded_.given), context);
    while (streams.at < model_->shape().blocks) {
        const at::Tensor image = streams.image.clone(), text = streams.text.clone();
        const Streams next = model_->run_block(streams.at, streams, context);
        EXPECT_TRUE(at::equal(streams.image, image) && at::equal(streams.text, text))
            << "block " << streams.at;
        EXPECT_EQ(next.at, streams.at + 1);
        streams = next;
    }
    EXPECT_THROW(static_cast<void>(model_->run_block(0, streams, context)), InternalError);
    streams.at = 1;
    EXPECT_THROW(static_cast<void>(model_->head(streams, context)), InternalError);
}

// A policy may put other values in place of a stream that a single-stream block left beside the
// other; the next one joins them again.
TEST_P(DualStream, ASingleStreamBlockTakesViewsAndCopiesAlike) {
    BlockContext context;
    Streams streams =
        model_->embed(recorded_.latents, 500, model_->prepare(recorded_.given), context);
    while (streams.at <= model_->shape().probe_blocks)
        streams = model_->run_block(streams.at, streams, context);
    EXPECT_TRUE(streams.image.storage().is_alias_of(streams.text.storage()));
    Streams apart = streams;
    apart.image = streams.image.clone();
    const Streams expected = model_->run_block(streams.at, streams, context);
    const Streams joined = model_->run_block(apart.at, apart, context);
    EXPECT_TRUE(at::equal(joined.image, expected.image));
    EXPECT_TRUE(at::equal(joined.text, expected.text));
}

TEST_P(DualStream, KnowsItsSizeAndItsBlocks) {
    const StackShape& shape = model_->shape();
    EXPECT_EQ(shape.blocks, 5);
    EXPECT_EQ(shape.probe_blocks, recorded_.family == "flux" ? 2 : 3);
    EXPECT_EQ(shape.cost, std::vector<double>(5, 0.2));
    for (const char* naming : {"original", "diffusers"}) {
        const auto weights = tiny_weights(GetParam(), naming);
        EXPECT_EQ(open_tiny(weights, GetParam())->weight_bytes(),
                  static_cast<std::int64_t>(weights.total_bytes()));
    }
}

TEST_P(DualStream, RunsInHalfPrecision) {
    const auto half = open_tiny(tiny_weights(GetParam(), "diffusers"), GetParam(),
                                {.dtype = at::kBFloat16, .checkpoint = {}});
    Conditioning given = recorded_.given;
    given.guidance = 1.0;  // others are rounded before their sinusoid, as the references do
    const at::Tensor exact = run_tiny(*model_, recorded_.latents, 500, given);
    const at::Tensor rounded = run_tiny(*half, recorded_.latents, 500, given);
    EXPECT_EQ(rounded.scalar_type(), at::kFloat);
    EXPECT_LT((rounded - exact).norm().item<double>() / exact.norm().item<double>(), 0.05);
}

TEST_P(DualStream, TheCheckpointIsAskedWhileWeightsLoad) {
    int asked = 0;
    const tensor_io::Placement placement{.checkpoint = Checkpoint([&asked] {
                                             if (++asked == 20) throw Cancelled{};
                                         })};
    EXPECT_THROW(
        static_cast<void>(open_tiny(tiny_weights(GetParam(), "original"), GetParam(), placement)),
        Cancelled);
    EXPECT_EQ(asked, 20);
}

TEST_P(DualStream, WithoutAGuidanceEmbeddingGuidanceIsNothing) {
    const auto without = tiny_weights(GetParam(), "original")
                             .renamed([](const std::string& name) -> std::optional<std::string> {
                                 if (name.starts_with("guidance_in.")) return std::nullopt;
                                 return name;
                             });
    const auto model = open_tiny(without, GetParam());
    Conditioning other = recorded_.given;
    other.guidance = 1.0;
    EXPECT_TRUE(at::equal(run_tiny(*model, recorded_.latents, 500, other),
                          run_tiny(*model, recorded_.latents, 500, recorded_.given)));
}

INSTANTIATE_TEST_SUITE_P(Families,
                         DualStream,
                         testing::Values("flux", "hunyuan"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Flux, TakesOnePictureAtATime) {
    const auto model = open_tiny(tiny_weights("flux", "original"), "flux");
    const TinyForward recorded("flux", "forward_a");
    BlockContext context;
    const Conditioning conditioning = model->prepare(recorded.given);
    EXPECT_THROW(static_cast<void>(model->embed(recorded.latents.expand({-1, -1, 2, -1, -1}), 500,
                                                conditioning, context)),
                 InternalError);
}

}  // namespace
}  // namespace plumbline::models
