// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/wan_vae.h"

#include "base/error.h"
#include "support/golden_tensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::vae {
namespace {

using plumbline::tests::golden;
using plumbline::tests::relative_difference;

constexpr double kGoldenLimit = 1e-4;
constexpr double kSameLimit = 1e-5;

WanVae open(const std::string& naming = "original") {
    return {canonical_wan_vae_names(golden("wan_vae_tiny/weights_" + naming + ".safetensors")), {}};
}

/// All frames that a decode gives; fails when they do not come in order.
at::Tensor decode(WanVae& vae, const at::Tensor& z, const DecodeOptions& options = {}) {
    std::vector<at::Tensor> parts;
    std::int64_t next = 0;
    vae.decode(z, options, [&](const at::Tensor& frames, std::int64_t first) {
        EXPECT_EQ(first, next);
        next += frames.size(2);
        parts.push_back(frames);
    });
    EXPECT_EQ(next, vae.frames_of(z.size(2)));
    return at::cat(parts, 2);
}

struct Recorded {
    const char* name;
    const char* naming;
};

class WanVaeGolden : public testing::TestWithParam<Recorded> {};

TEST_P(WanVaeGolden, EqualsTheAuthorsAutoencoder) {
    const c10::NoGradGuard no_grad;
    const auto file = golden(std::string("wan_vae_tiny/") + GetParam().name + ".safetensors");
    WanVae vae = open(GetParam().naming);
    const auto expect_near = [&](const at::Tensor& got, const char* name) {
        EXPECT_LT(relative_difference(got, file.tensor(name)), kGoldenLimit) << name;
    };
    const at::Tensor clip = file.tensor("clip"), z = file.tensor("z");
    expect_near(vae.posterior(clip, {}).narrow(1, 0, 16), "latent_mean");
    const at::Tensor latents = vae.encode(clip, {});
    expect_near(latents, "latent_normalised");
    expect_near(vae.decode_raw(vae.denormalise(z), {}), "decoded_raw");
    const at::Tensor frames = decode(vae, z);
    expect_near(frames, "decoded");
    EXPECT_LE(frames.abs().max().item<float>(), 1.0F);
    expect_near(decode(vae, latents), "round_trip");
}

INSTANTIATE_TEST_SUITE_P(Golden,
                         WanVaeGolden,
                         testing::Values(Recorded{"codec_a", "original"},
                                         Recorded{"codec_a", "diffusers"},
                                         Recorded{"codec_image", "original"},
                                         Recorded{"codec_image", "diffusers"}),
                         [](const auto& info) {
                             return std::string(info.param.name) + "_" + info.param.naming;
                         });

DecodeOptions chunks_of(int latents) {
    DecodeOptions options;
    options.latents_per_chunk = latents;
    return options;
}

DecodeOptions tiles_of(int tile, int stride) {
    DecodeOptions options;
    options.tiling = {.enabled = true, .tile = tile, .stride = stride};
    return options;
}

/// Stops at the question after `left` more.
DecodeOptions stop_after(int& left) {
    DecodeOptions options;
    options.checkpoint = Checkpoint([&left] {
        if (--left < 0) throw Cancelled{};
    });
    return options;
}

/// [1, 16, T, h, w], the same every time.
at::Tensor latents_of(std::int64_t frames, std::int64_t height, std::int64_t width) {
    at::manual_seed(11);
    return at::randn({1, 16, frames, height, width});
}

TEST(WanVaeChunks, AnySizeDecodesTheSameFrames) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    const at::Tensor z = latents_of(6, 2, 4);
    const at::Tensor one = decode(vae, z, chunks_of(1));
    EXPECT_EQ(one.size(2), 21);
    for (const int size : {2, 3, 4, 100, 0}) {
        EXPECT_LT(relative_difference(decode(vae, z, chunks_of(size)), one), kSameLimit) << size;
    }
}

TEST(WanVaeChunks, AnySizeEncodesTheSameLatents) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    at::manual_seed(12);
    const at::Tensor clip = at::rand({1, 3, 21, 16, 32}) * 2 - 1;
    const at::Tensor one = vae.encode(clip, chunks_of(1));
    EXPECT_EQ(one.sizes(), (std::vector<std::int64_t>{1, 16, 6, 2, 4}));
    for (const int size : {2, 3, 4, 100}) {
        EXPECT_LT(relative_difference(vae.encode(clip, chunks_of(size)), one), kSameLimit) << size;
    }
}

TEST(WanVaeChunks, OnlyWholeGroupsOfFramesAreEncoded) {
    WanVae vae = open();
    for (const std::int64_t frames : {2, 4, 8}) {
        EXPECT_THROW(static_cast<void>(vae.encode(at::zeros({1, 3, frames, 16, 16}), {})),
                     InternalError);
    }
}

TEST(WanVae, ABatchEncodesAsItsClips) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    at::manual_seed(13);
    const at::Tensor clips = at::rand({3, 3, 5, 16, 16}) * 2 - 1;
    const at::Tensor all = vae.encode(clips, {});
    for (std::int64_t i = 0; i < 3; ++i) {
        EXPECT_LT(relative_difference(all.narrow(0, i, 1), vae.encode(clips.narrow(0, i, 1), {})),
                  kSameLimit);
    }
}

TEST(WanVae, GradientsDoNotChangeTheResult) {
    WanVae vae = open();
    const at::Tensor z = latents_of(2, 2, 2);
    at::Tensor recorded;
    {
        const c10::AutoGradMode recording(true);
        recorded = decode(vae, z);
    }
    const c10::NoGradGuard no_grad;
    EXPECT_LT(relative_difference(decode(vae, z), recorded), kSameLimit);
}

TEST(WanVae, NeverWritesIntoItsInput) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    const at::Tensor z = latents_of(2, 2, 2), before = z.clone();
    static_cast<void>(decode(vae, z));
    EXPECT_TRUE(at::equal(z, before));
}

TEST(WanVae, NormalisingThereAndBackIsNothing) {
    const WanVae vae = open();
    const at::Tensor z = latents_of(1, 2, 2);
    EXPECT_LT(relative_difference(vae.normalise(vae.denormalise(z)), z), 1e-6);
    EXPECT_EQ(vae.frames_of(1), 1);
    EXPECT_EQ(vae.frames_of(21), 81);
}

TEST(ChannelNorm, HalfPrecisionDoesNotOverflow) {
    const at::Tensor x = at::full({1, 384, 1, 1, 2}, 300.0, at::kHalf);
    const at::Tensor gamma = at::ones({384, 1, 1, 1}, at::kHalf);
    EXPECT_LT(relative_difference(wan::channel_norm(x, gamma), at::ones_like(x)), 0.01);
    EXPECT_EQ(wan::channel_norm(at::zeros_like(x), gamma).abs().max().item<float>(), 0.0F);
}

TEST(WanVaeCheckpoint, IsAskedAndStopsADecode) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    const at::Tensor z = latents_of(4, 2, 2);
    int asked = 0;
    DecodeOptions counting;
    counting.checkpoint = Checkpoint([&asked] { ++asked; });
    static_cast<void>(decode(vae, z, counting));
    EXPECT_GE(asked, 4 * 15);  // between chunks, and between layers within one
    int frames = 0;
    const auto sink = [&](const at::Tensor& part, std::int64_t) {
        frames += static_cast<int>(part.size(2));
    };
    int left = asked / 2;
    EXPECT_THROW(vae.decode(z, stop_after(left), sink), Cancelled);
    EXPECT_EQ(frames, 5);  // of the first two latents
    EXPECT_EQ(decode(vae, z).size(2), 13);
}

TEST(WanVaeCheckpoint, StopsAnEncodeAndATiledDecode) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    int left = 20;
    DecodeOptions stopping = stop_after(left);
    EXPECT_THROW(static_cast<void>(vae.encode(at::zeros({1, 3, 5, 16, 16}), stopping)), Cancelled);
    left = 20;
    stopping.tiling = {.enabled = true, .tile = 32, .stride = 16};
    bool any = false;
    EXPECT_THROW(vae.decode(latents_of(2, 8, 8), stopping,
                            [&](const at::Tensor&, std::int64_t) { any = true; }),
                 Cancelled);
    EXPECT_FALSE(any);
}

TEST(WanVaeTiling, ATileAsLargeAsThePictureChangesNothing) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    const at::Tensor z = latents_of(2, 4, 6);
    const DecodeOptions tiled = tiles_of(48, 32);
    EXPECT_TRUE(at::equal(decode(vae, z, tiled), decode(vae, z)));
    const at::Tensor clip = at::rand({1, 3, 5, 32, 48}) * 2 - 1;
    EXPECT_TRUE(at::equal(vae.encode(clip, tiled), vae.encode(clip, {})));
}

TEST(WanVaeTiling, TilesOfAPictureMeetSmoothly) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    // Latents that change little from place to place, as those of a picture do.
    const at::Tensor z = at::upsample_bilinear2d(latents_of(1, 3, 3).squeeze(0).transpose(0, 1),
                                                 {10, 14}, true, std::nullopt, std::nullopt)
                             .transpose(0, 1)
                             .unsqueeze(0);
    const DecodeOptions tiled = tiles_of(64, 32);
    const at::Tensor whole = decode(vae, z), joined = decode(vae, z, tiled);
    ASSERT_EQ(joined.sizes(), whole.sizes());
    EXPECT_TRUE(joined.isfinite().all().item<bool>());
    // Not equal: the middle block looks at the whole picture, and here its weights are random.
    EXPECT_LT((joined - whole).abs().mean().item<double>(), 0.5 * whole.std().item<double>());
    // No step at a seam is much larger than what the picture itself has.
    const auto largest_step = [](const at::Tensor& frames) {
        return (frames.narrow(4, 1, frames.size(4) - 1) - frames.narrow(4, 0, frames.size(4) - 1))
            .abs()
            .max()
            .item<double>();
    };
    EXPECT_LT(largest_step(joined), 1.5 * largest_step(whole));
}

TEST(WanVaeTiling, AnEncodedPictureHasItsShape) {
    const c10::NoGradGuard no_grad;
    WanVae vae = open();
    const at::Tensor clip = at::rand({1, 3, 5, 80, 112}) * 2 - 1;
    const DecodeOptions tiled = tiles_of(64, 48);
    const at::Tensor latents = vae.encode(clip, tiled);
    EXPECT_EQ(latents.sizes(), (std::vector<std::int64_t>{1, 16, 2, 10, 14}));
    EXPECT_TRUE(latents.isfinite().all().item<bool>());
}

}  // namespace
}  // namespace plumbline::vae
