// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text/golden_encoders.h"
#include "support/expect_error.h"
#include "text/clip_text_encoder.h"
#include "text/clip_vision_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::text {
namespace {

using plumbline::tests::expect_error;
using namespace golden;

constexpr std::int64_t kEnd = 653;
const std::string kText = "clip_text_tiny/weights_transformers.safetensors";

ClipTextEncoder text_encoder(const tensor_io::Placement& placement = {}) {
    return {canonical_clip_text_names(weights_of(kText)), placement, {.heads = 4}};
}

ClipVisionEncoder vision_encoder(const std::string& naming) {
    return {canonical_clip_vision_names(
                weights_of("clip_vision_tiny/weights_" + naming + ".safetensors")),
            {},
            {.heads = 4}};
}

TEST(ClipTextEncoder, MatchesTheReference) {
    const c10::NoGradGuard no_grad;
    const ClipTextEncoder encoder = text_encoder();
    const auto expected = case_of("clip_text_tiny");
    const at::Tensor ids = expected.tensor("ids");
    const at::Tensor last = encoder.final_norm(encoder.encode(ids));
    EXPECT_EQ(encoder.layers(), 4);
    EXPECT_EQ(encoder.dim(), 64);
    EXPECT_EQ(encoder.longest(), 77);
    EXPECT_EQ(encoder.vocabulary_size(), 654);
    EXPECT_LT(relative_difference(last, expected.tensor("last_hidden")), 1e-4);
    EXPECT_LT(relative_difference(encoder.encode(ids, 1), expected.tensor("hidden_minus_2")), 1e-4);
    EXPECT_LT(
        relative_difference(ClipTextEncoder::pooled(last, ids, kEnd), expected.tensor("pooled")),
        1e-4);
}

TEST(ClipTextEncoder, WhatFollowsChangesNoState) {
    const c10::NoGradGuard no_grad;
    const ClipTextEncoder encoder = text_encoder();
    const at::Tensor ids = case_of("clip_text_tiny").tensor("ids");
    const at::Tensor whole = encoder.encode(ids);
    const at::Tensor part = encoder.encode(ids.slice(1, 0, 9));
    EXPECT_LT(relative_difference(part, whole.slice(1, 0, 9)), 1e-5);
}

TEST(ClipTextEncoder, ReadsEveryLayoutOfItsFile) {
    const c10::NoGradGuard no_grad;
    const at::Tensor ids = case_of("clip_text_tiny").tensor("ids");
    const at::Tensor wanted = text_encoder().encode(ids);
    for (const std::string prefix :
         {"cond_stage_model.transformer.", "text_encoders.clip_l.transformer."}) {
        auto map = prefixed(weights_of(kText), prefix);
        map.add(prefix + "text_model.embeddings.position_ids", at::arange(77).view({1, 77}));
        map.add(prefix + "text_projection.weight", at::ones({64, 64}));
        map.add("model.diffusion_model.out.2.bias", at::ones({4}));
        const ClipTextEncoder encoder(canonical_clip_text_names(map), {}, {.heads = 4});
        EXPECT_TRUE(at::equal(encoder.encode(ids), wanted)) << prefix;
    }
    auto whole = prefixed(weights_of(kText), "");
    whole.add("logit_scale", at::ones({}));
    whole.add("vision_model.post_layernorm.bias", at::ones({4}));
    whole.add("visual_projection.weight", at::ones({4, 4}));
    EXPECT_NO_THROW(ClipTextEncoder(canonical_clip_text_names(whole), {}, {.heads = 4}));
}

TEST(ClipTextEncoder, StaysAsStoredOnTheCpu) {
    const c10::NoGradGuard no_grad;
    const auto exact = canonical_clip_text_names(weights_of(kText));
    const auto half = converted(exact, at::kHalf);
    const ClipTextEncoder encoder(half, {}, {.heads = 4});
    const ClipTextEncoder widened(converted(half, at::kFloat), {}, {.heads = 4});
    const at::Tensor ids = case_of("clip_text_tiny").tensor("ids");
    EXPECT_TRUE(at::equal(encoder.encode(ids), widened.encode(ids)));
    EXPECT_EQ(encoder.encode(ids).scalar_type(), at::kFloat);
    // Norms, biases and positions are converted; they are few.
    EXPECT_LT(encoder.weight_bytes(), static_cast<std::int64_t>(exact.total_bytes()) * 6 / 10);
    EXPECT_EQ(text_encoder().weight_bytes(), static_cast<std::int64_t>(exact.total_bytes()));
}

TEST(ClipTextEncoder, AsksTheCheckpointBeforeEveryLayer) {
    const ClipTextEncoder encoder = text_encoder();
    int asked = 0;
    (void)encoder.encode(at::ones({1, 2}, at::kLong), 1, Checkpoint([&] { ++asked; }));
    EXPECT_EQ(asked, 3);
}

TEST(ClipTextEncoder, SaysWhatDoesNotFit) {
    expect_error(ErrorKind::Input, "no CLIP text encoder", [] {
        return canonical_clip_text_names(weights_of("llama_tiny/weights_transformers.safetensors"));
    });
    const auto weights = canonical_clip_text_names(weights_of(kText));
    expect_error(ErrorKind::Input, "among 5 heads",
                 [&] { return ClipTextEncoder(weights, {}, {.heads = 5}).dim(); });
    expect_error(ErrorKind::Input, "layers.2.mlp.fc2.weight", [&] {
        return ClipTextEncoder(without(weights, "text_model.encoder.layers.2.mlp.fc2.weight"), {},
                               {.heads = 4})
            .dim();
    });
    auto extra = prefixed(weights, "");
    extra.add("text_model.surprise", at::ones({1}));
    expect_error(ErrorKind::Input, "text_model.surprise",
                 [&] { return ClipTextEncoder(extra, {}, {.heads = 4}).dim(); });
}

class ClipVisionGolden : public testing::TestWithParam<const char*> {};

TEST_P(ClipVisionGolden, MatchesTheReference) {
    const c10::NoGradGuard no_grad;
    const ClipVisionEncoder encoder = vision_encoder(GetParam());
    const auto expected = case_of("clip_vision_tiny");
    EXPECT_EQ(encoder.image_size(), 64);
    EXPECT_EQ(encoder.dim(), 80);
    const at::Tensor pixels = encoder.preprocess(expected.tensor("image"));
    EXPECT_LT(relative_difference(pixels, expected.tensor("pixel_values")), 1e-5);
    const at::Tensor states = encoder.encode(pixels);
    EXPECT_LT(relative_difference(states, expected.tensor("hidden_minus_2")), 1e-4);
    EXPECT_LT(relative_difference(encoder.project(states), expected.tensor("image_embeds")), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Namings, ClipVisionGolden, testing::Values("original", "transformers"));

TEST(ClipVisionEncoder, ReadsWansWholeFile) {
    const c10::NoGradGuard no_grad;
    auto map = prefixed(weights_of("clip_vision_tiny/weights_original.safetensors"), "visual.");
    map.add("textual.token_embedding.weight", at::ones({2, 2}));
    map.add("log_scale", at::ones({}));
    const ClipVisionEncoder encoder(canonical_clip_vision_names(map), {}, {.heads = 4});
    const at::Tensor pixels = case_of("clip_vision_tiny").tensor("pixel_values");
    EXPECT_TRUE(at::equal(encoder.encode(pixels), vision_encoder("original").encode(pixels)));
}

TEST(ClipVisionEncoder, JoinedMatricesAreViewsOfTheFile) {
    const auto original = weights_of("clip_vision_tiny/weights_original.safetensors");
    const auto canonical = canonical_clip_vision_names(original);
    const at::Tensor joined = original.tensor("transformer.1.attn.to_qkv.weight");
    const at::Tensor keys =
        canonical.tensor("vision_model.encoder.layers.1.self_attn.k_proj.weight");
    EXPECT_TRUE(keys.is_alias_of(joined) || at::equal(keys, joined.narrow(0, 80, 80)));
    EXPECT_EQ(keys.const_data_ptr(), joined.narrow(0, 80, 80).const_data_ptr());
}

TEST(ClipVisionEncoder, SaysWhatDoesNotFit) {
    expect_error(ErrorKind::Input, "no CLIP image encoder",
                 [] { return canonical_clip_vision_names(weights_of(kText)); });
    const auto weights = canonical_clip_vision_names(
        weights_of("clip_vision_tiny/weights_transformers.safetensors"));
    auto odd = without(weights, "vision_model.embeddings.position_embedding.weight");
    odd.add("vision_model.embeddings.position_embedding.weight", at::ones({250, 80}));
    expect_error(ErrorKind::Input, "do not make a square",
                 [&] { return ClipVisionEncoder(odd, {}, {.heads = 4}).dim(); });
    const ClipVisionEncoder bare(without(weights, "visual_projection.weight"), {}, {.heads = 4});
    expect_error(ErrorKind::Input, "no projection", [&] {
        return bare.project(at::zeros({1, 257, 80}));
    });
    auto crooked = without(weights_of("clip_vision_tiny/weights_original.safetensors"),
                           "transformer.0.attn.to_qkv.bias");
    crooked.add("transformer.0.attn.to_qkv.bias", at::ones({241}));
    expect_error(ErrorKind::Input, "three equal parts",
                 [&] { return canonical_clip_vision_names(crooked); });
}

}  // namespace
}  // namespace plumbline::text
