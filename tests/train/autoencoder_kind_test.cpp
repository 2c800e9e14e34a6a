// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/autoencoder_kind.h"

#include "base/error.h"
#include "support/temporary_folder.h"
#include "train/clip_data.h"
#include "train/vae_training.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

namespace plumbline::train {
namespace {

class EveryAutoencoder : public testing::TestWithParam<std::string> {};

/// One step of training, then the latents of the finished autoencoder.
TEST_P(EveryAutoencoder, FinishedLatentsHaveThePublishedStatistics) {
    const AutoencoderKind& kind = autoencoder_kind(GetParam());
    const tests::TemporaryFolder folder;
    VaeTraining options;
    options.family = GetParam();
    options.work = folder.path();
    options.base = 8;
    options.steps = 1;
    options.batch = 2;
    options.crop = 32;
    train_vae(options);
    const auto vae = kind.open(finished_vae(options, /*statistics_clips=*/6));
    const c10::NoGradGuard no_grad;
    ClipSource source(options.seed + 4711, kind.size, kind.frames);
    std::vector<at::Tensor> latents;
    for (int i = 0; i < 6; ++i) {
        latents.push_back(vae->encode(source.next().clip.unsqueeze(0),
                                      {.latents_per_chunk = 4, .tiling = {}, .checkpoint = {}})
                              .transpose(0, 1)
                              .flatten(1));
    }
    const at::Tensor all = at::cat(latents, 1);
    EXPECT_LT(all.mean(1).abs().max().item<float>(), 0.02F);
    EXPECT_LT((all.std(1) - 1.0).abs().max().item<float>(), 0.02F);
}

INSTANTIATE_TEST_SUITE_P(Kinds,
                         EveryAutoencoder,
                         testing::Values("wan", "hunyuan", "flux", "sd15"),
                         [](const auto& info) { return info.param; });

TEST(AutoencoderKinds, AnUnknownFamilyIsRefused) {
    EXPECT_THROW(static_cast<void>(autoencoder_kind("none")), Error);
}

TEST(ClipSource, OfOneFrameGivesPictures) {
    ClipSource source(5, 64, 1);
    EXPECT_EQ(source.next().clip.sizes(), (at::IntArrayRef{3, 1, 64, 64}));
}

}  // namespace
}  // namespace plumbline::train
