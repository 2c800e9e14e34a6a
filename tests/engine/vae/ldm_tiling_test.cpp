// SPDX-License-Identifier: GPL-3.0-or-later
// Windows and tiles of HunyuanVideo's autoencoder and of that of pictures.
#include "base/error.h"
#include "engine/vae/tiny_vaes.h"
#include "vae/tiling.h"

#include <c10/core/GradMode.h>

namespace plumbline::vae {
namespace {

using namespace plumbline::tests;

constexpr double kSameLimit = 1e-5;

DecodeOptions tiles_of(int tile, int stride) {
    DecodeOptions options;
    options.tiling = {.enabled = true, .tile = tile, .stride = stride};
    return options;
}

at::Tensor latents_of(std::int64_t channels,
                      std::int64_t frames,
                      std::int64_t height,
                      std::int64_t width) {
    at::manual_seed(21);
    return at::randn({1, channels, frames, height, width});
}

/// Latents that change little from place to place, as those of a picture do.
at::Tensor smooth_latents(std::int64_t channels, std::int64_t height, std::int64_t width) {
    const at::Tensor few = latents_of(channels, 1, 3, 3).squeeze(2);
    return at::upsample_bilinear2d(few, {height, width}, true, std::nullopt, std::nullopt)
        .unsqueeze(2);
}

TEST(HunyuanWindows, UpToOneWindowChangesNothing) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny("hunyuan_vae_tiny");
    const Tiling usual = vae->usual_tiling();
    EXPECT_TRUE(usual.enabled);
    EXPECT_EQ(usual.tile, 256);
    EXPECT_EQ(usual.stride, 192);
    EXPECT_EQ(usual.window, 64);
    EXPECT_EQ(usual.window_stride, 48);
    DecodeOptions options;
    options.tiling = usual;
    const at::Tensor z = latents_of(16, 16, 2, 2);
    EXPECT_TRUE(at::equal(decode_all(*vae, z, options), decode_all(*vae, z)));
    const at::Tensor clip = at::rand({1, 3, 61, 16, 16}) * 2 - 1;
    EXPECT_TRUE(at::equal(vae->encode(clip, options), vae->encode(clip, {})));
}

TEST(HunyuanWindows, DecodeTheirLatentsAndOneBefore) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny("hunyuan_vae_tiny");
    DecodeOptions options;
    options.tiling = {.enabled = true, .window = 16, .window_stride = 12};
    const at::Tensor z = latents_of(16, 9, 2, 2);
    const at::Tensor latents = vae->denormalise(z);
    const at::Tensor joined = vae->decode_raw(latents, options);
    const auto window = [&](std::int64_t start) {
        return vae->decode_raw(latents.slice(2, start, std::min<std::int64_t>(start + 5, 9)), {});
    };
    const at::Tensor first = window(0), second = window(3), third = window(6);
    EXPECT_LT(relative_difference(joined.narrow(2, 0, 13), first.narrow(2, 0, 13)), kSameLimit);
    // Frames 13 to 16 go over from the first window to the second one.
    const at::Tensor half = 0.5 * first.select(2, 15) + 0.5 * second.select(2, 3);
    EXPECT_LT(relative_difference(joined.select(2, 15), half), kSameLimit);
    EXPECT_LT(relative_difference(joined.narrow(2, 17, 8), second.narrow(2, 5, 8)), kSameLimit);
    EXPECT_LT(relative_difference(joined.narrow(2, 29, 4), third.narrow(2, 5, 4)), kSameLimit);
    EXPECT_LT(relative_difference(decode_all(*vae, z, options), joined.clamp(-1.0, 1.0)),
              kSameLimit);
}

TEST(HunyuanWindows, EncodeTheirFramesAndOneBefore) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny("hunyuan_vae_tiny");
    DecodeOptions options;
    options.tiling = {.enabled = true, .window = 16, .window_stride = 12};
    at::manual_seed(5);
    const at::Tensor clip = at::rand({1, 3, 33, 16, 16}) * 2 - 1;
    const at::Tensor latents = vae->encode(clip, options);
    EXPECT_EQ(latents.sizes(), (std::vector<std::int64_t>{1, 16, 9, 2, 2}));
    const at::Tensor first = vae->encode(clip.narrow(2, 0, 17), {}),
                     second = vae->encode(clip.narrow(2, 12, 17), {});
    EXPECT_LT(relative_difference(latents.narrow(2, 0, 4), first.narrow(2, 0, 4)), kSameLimit);
    // One latent is shared, and a blend over one place is the one before.
    EXPECT_LT(relative_difference(latents.select(2, 4), first.select(2, 4)), kSameLimit);
    EXPECT_LT(relative_difference(latents.narrow(2, 5, 2), second.narrow(2, 2, 2)), kSameLimit);
}

/// Borders are repeated there, so a picture of one colour has none: every tile is the same.
TEST(HunyuanTiles, OfOneColourAreTheWholePicture) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny("hunyuan_vae_tiny");
    const at::Tensor z = latents_of(16, 3, 1, 1).expand({1, 16, 3, 6, 9}).contiguous();
    const at::Tensor whole = decode_all(*vae, z);
    EXPECT_LT(relative_difference(decode_all(*vae, z, tiles_of(32, 24)), whole), kSameLimit);
    const at::Tensor clip =
        at::rand({1, 3, 5, 1, 1}).expand({1, 3, 5, 48, 72}).contiguous() * 2 - 1;
    EXPECT_LT(relative_difference(vae->encode(clip, tiles_of(32, 24)), vae->encode(clip, {})),
              kSameLimit);
}

struct Tiled {
    const char* model;
    std::int64_t channels;
};

class LdmTiles : public testing::TestWithParam<Tiled> {};

TEST_P(LdmTiles, MeetSmoothlyAndKeepTheInterior) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny(GetParam().model);
    const at::Tensor z = smooth_latents(GetParam().channels, 10, 14);
    const at::Tensor whole = decode_all(*vae, z);
    const at::Tensor joined = decode_all(*vae, z, tiles_of(64, 48));
    ASSERT_EQ(joined.sizes(), whole.sizes());
    const auto interior = [](const at::Tensor& frames) {
        return frames.narrow(3, 16, frames.size(3) - 32).narrow(4, 16, frames.size(4) - 32);
    };
    // Not equal: norms and the middle block look at the whole picture, and the weights are random.
    const double apart = (interior(joined) - interior(whole)).abs().mean().item<double>();
    RecordProperty("apart", std::to_string(apart / whole.std().item<double>()));
    EXPECT_LT(apart, 0.6 * whole.std().item<double>());
    const auto largest_step = [](const at::Tensor& frames) {
        return (frames.narrow(4, 1, frames.size(4) - 1) - frames.narrow(4, 0, frames.size(4) - 1))
            .abs()
            .max()
            .item<double>();
    };
    EXPECT_LT(largest_step(joined), 2.0 * largest_step(whole));
    const at::Tensor again = vae->encode(whole, tiles_of(64, 48));
    EXPECT_EQ(again.sizes(), z.sizes());
}

/// Without the attention, and on noise, whose statistics are the same everywhere, a tile computes
/// nearly what the whole picture does: a line or column out of place would show.
TEST_P(LdmTiles, OfNoiseAreTheWholePictureInside) {
    const c10::NoGradGuard no_grad;
    auto weights = golden(std::string(GetParam().model) + "/weights_diffusers.safetensors");
    for (const char* field : {"weight", "bias"}) {
        const std::string name = std::string("decoder.mid_block.attentions.0.to_out.0.") + field;
        weights = with(weights, name, at::zeros_like(weights.tensor(name)));
    }
    const auto vae = open_vae(weights, tiny_hints(), {});
    const at::Tensor latents = vae->denormalise(latents_of(GetParam().channels, 1, 12, 24));
    const auto inside = [](const at::Tensor& frames) {
        return frames.narrow(3, 24, 48).narrow(4, 24, 144);
    };
    const at::Tensor whole = inside(vae->decode_raw(latents, {}));
    const at::Tensor joined = inside(vae->decode_raw(latents, tiles_of(128, 96)));
    const double std = whole.std().item<double>();
    const double apart = (joined - whole).abs().mean().item<double>() / std;
    const double shifted =
        (joined.narrow(4, 1, 143) - whole.narrow(4, 0, 143)).abs().mean().item<double>() / std;
    RecordProperty("apart", std::to_string(apart));
    EXPECT_LT(apart, 0.15);
    EXPECT_GT(shifted, 2 * apart);
}

TEST_P(LdmTiles, StopBetweenTiles) {
    const c10::NoGradGuard no_grad;
    const auto vae = open_tiny(GetParam().model);
    const at::Tensor z = latents_of(GetParam().channels, 1, 4, 4);
    int asked = 0;
    DecodeOptions options = tiles_of(16, 16);
    options.checkpoint = Checkpoint([&asked] { ++asked; });
    static_cast<void>(decode_all(*vae, z, options));
    EXPECT_GE(asked, 4 * 20);  // between tiles, and between layers within one
    int left = asked / 2;
    options.checkpoint = stop_after(left).checkpoint;
    bool any = false;
    EXPECT_THROW(vae->decode(z, options, [&](const at::Tensor&, std::int64_t) { any = true; }),
                 Cancelled);
    EXPECT_FALSE(any);
    left = asked / 2;
    EXPECT_THROW(static_cast<void>(vae->encode(at::zeros({1, 3, 1, 32, 32}), options)), Cancelled);
}

INSTANTIATE_TEST_SUITE_P(Models,
                         LdmTiles,
                         testing::Values(Tiled{"hunyuan_vae_tiny", 16},
                                         Tiled{"flux_ae_tiny", 16},
                                         Tiled{"sd15_vae_tiny", 4}),
                         [](const auto& info) { return std::string(info.param.model); });

}  // namespace
}  // namespace plumbline::vae
