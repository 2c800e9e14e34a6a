// SPDX-License-Identifier: GPL-3.0-or-later
// Every model that can be trained: gradients reach all of it, and what is written opens again.
#include "train/model_kind.h"

#include "models/registry.h"
#include "support/temporary_folder.h"
#include "text/bpe_tokenizer.h"
#include "text/sentencepiece_tokenizer.h"
#include "train/autoencoder_kind.h"
#include "train/demo_model.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace plumbline::train {
namespace {

constexpr std::int64_t kBatch = 2;

/// Weights that record gradients, all of them random, by part.
PartWeights random_weights(const std::vector<ModelPart>& parts) {
    PartWeights weights;
    for (const ModelPart& part : parts) {
        tensor_io::WeightMap map;
        for (const auto& [name, shape] : part.parameters)
            map.add(name, at::randn(shape).mul(0.1).set_requires_grad(true));
        weights.emplace(part.name, std::move(map));
    }
    return weights;
}

LatentPool::Batch random_batch(const AutoencoderKind& autoencoder) {
    const std::int64_t side = autoencoder.size / 8, time = (autoencoder.frames - 1) / 4 + 1;
    LatentPool::Batch batch;
    batch.latents = at::randn({kBatch, autoencoder.latent_channels, time, side, side});
    batch.image_latents = at::randn_like(batch.latents);
    batch.images = at::rand({kBatch, 3, autoencoder.size, autoencoder.size});
    return batch;
}

/// Layers that the published models have but do not read.
bool is_unread(const std::string& part, const std::string& name) {
    if (part == "llama") {
        return name.starts_with("layers.2.") || name.starts_with("layers.3.") ||
               name == "norm.weight";
    }
    return part == "image_encoder" && (name.find("layers.2.") != std::string::npos ||
                                       name.find("post_layernorm") != std::string::npos);
}

class EveryKind : public testing::TestWithParam<std::string> {};

TEST_P(EveryKind, GradientsReachEveryWeight) {
    at::manual_seed(3);
    const ModelKind& kind = model_kind(GetParam());
    const tests::TemporaryFolder folder;
    kind.make_tokenizers(folder.path());
    const std::vector<ModelPart> parts = kind.parts(folder.path());
    const PartWeights weights = random_weights(parts);
    const auto model = kind.open(weights, folder.path());
    const LatentPool::Batch batch = random_batch(autoencoder_kind(kind.autoencoder));
    const at::Tensor time = at::tensor({200.0, 700.0}, at::kDouble);
    const std::vector<std::string> captions{"a red ball moves left over a night sky",
                                            "a red ring moves left over a night sky"};
    const at::Tensor prediction =
        model->predict(batch.latents, time, model->condition(captions, batch, 3.0));
    ASSERT_EQ(prediction.sizes(), batch.latents.sizes());
    prediction.square().mean().backward();
    for (const ModelPart& part : parts) {
        for (const auto& [name, shape] : part.parameters) {
            if (is_unread(part.name, name)) continue;
            const at::Tensor gradient = weights.at(part.name).tensor(name).grad();
            ASSERT_TRUE(gradient.defined()) << part.name << ' ' << name;
            EXPECT_GT(gradient.abs().max().item<float>(), 0.0F) << part.name << ' ' << name;
        }
    }
}

TEST_P(EveryKind, SamplesOfABatchDoNotMix) {
    at::manual_seed(4);
    const ModelKind& kind = model_kind(GetParam());
    const tests::TemporaryFolder folder;
    kind.make_tokenizers(folder.path());
    const auto model = kind.open(random_weights(kind.parts(folder.path())), folder.path());
    LatentPool::Batch batch = random_batch(autoencoder_kind(kind.autoencoder));
    const at::Tensor time = at::tensor({200.0, 700.0}, at::kDouble);
    const std::vector<std::string> captions{"a red ball moves left over a night sky",
                                            "a red ring moves left over a night sky"};
    const at::Tensor together =
        model->predict(batch.latents, time, model->condition(captions, batch, 1.0));
    batch.latents = batch.latents.narrow(0, 1, 1);
    batch.images = batch.images.narrow(0, 1, 1);
    batch.image_latents = batch.image_latents.narrow(0, 1, 1);
    const at::Tensor alone = model->predict(batch.latents, time.narrow(0, 1, 1),
                                            model->condition({captions[1]}, batch, 1.0));
    EXPECT_LT((together.narrow(0, 1, 1) - alone).abs().max().item<float>(), 1e-4F);
}

std::vector<std::string> kind_ids() {
    std::vector<std::string> ids;
    for (const ModelKind* kind : model_kinds()) ids.emplace_back(kind->id);
    return ids;
}

INSTANTIATE_TEST_SUITE_P(Kinds, EveryKind, testing::ValuesIn(kind_ids()), [](const auto& info) {
    std::string name = info.param;
    std::erase(name, '-');
    return name;
});

TEST(TrainedTokenizers, HaveATokenForEveryWordOfACaption) {
    const tests::TemporaryFolder folder;
    flux_kind().make_tokenizers(folder.path());
    hunyuan_kind().make_tokenizers(folder.path());
    const std::string caption = "a purple triangle shrinks over a checkerboard";
    const auto clip = text::open_clip_tokenizer(folder.path() / "tokenizer");
    EXPECT_EQ(clip->encode(caption, 32).length, 7 + 2);  // seven words, two marks
    const auto t5 = text::open_sentencepiece(folder.path() / "tokenizer_2" / "spiece.model");
    EXPECT_EQ(t5->encode(caption, 32).length, 7 + 1);  // the end mark
    const auto llama = text::open_llama_tokenizer(folder.path() / "tokenizer" / "tokenizer.json");
    EXPECT_EQ(llama->encode(caption, 32).length, 7 + 1);  // the start mark
}

}  // namespace
}  // namespace plumbline::train
