// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/llama_encoder.h"

#include "engine/text/golden_encoders.h"
#include "support/expect_error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace plumbline::text {
namespace {

using plumbline::tests::expect_error;
using namespace golden;

tensor_io::WeightMap golden_weights() {
    return canonical_llama_names(weights_of("llama_tiny/weights_transformers.safetensors"));
}

LlamaEncoder encoder_of(const tensor_io::WeightMap& weights, int skipped = 2) {
    return {weights, {}, {.heads = 4, .skipped_layers = skipped}};
}

TEST(LlamaEncoder, MatchesTheReference) {
    const c10::NoGradGuard no_grad;
    const LlamaEncoder encoder = encoder_of(golden_weights());
    const auto expected = case_of("llama_tiny");
    const at::Tensor mask = expected.tensor("mask");
    const at::Tensor rows = encoder.encode(expected.tensor("ids"), mask);
    EXPECT_EQ(encoder.dim(), 64);
    EXPECT_EQ(encoder.vocabulary_size(), 420);
    EXPECT_LT(relative_difference(rows * mask.unsqueeze(-1), expected.tensor("hidden_minus_3")),
              1e-4);
}

TEST(LlamaEncoder, RealTokensAloneGiveTheSameRows) {
    const c10::NoGradGuard no_grad;
    const LlamaEncoder encoder = encoder_of(golden_weights());
    const auto expected = case_of("llama_tiny");
    for (std::int64_t prompt = 0; prompt < expected.tensor("ids").size(0); ++prompt) {
        const auto length = expected.tensor("mask")[prompt].sum().item<std::int64_t>();
        const auto real = [&](const char* name) {
            return expected.tensor(name).slice(0, prompt, prompt + 1).slice(1, 0, length);
        };
        EXPECT_LT(relative_difference(encoder.encode(real("ids"), {}), real("hidden_minus_3")),
                  1e-4)
            << prompt;
    }
}

TEST(LlamaEncoder, PaddingInFrontIsNotLookedAt) {
    const c10::NoGradGuard no_grad;
    const LlamaEncoder encoder = encoder_of(golden_weights());
    const at::Tensor mask = at::tensor({0, 0, 1, 1, 1}, at::kLong).view({1, 5});
    const auto states = [&](std::int64_t padding) {
        const at::Tensor ids = at::tensor(
            {padding, padding, std::int64_t{7}, std::int64_t{8}, std::int64_t{9}}, at::kLong);
        return encoder.encode(ids.view({1, 5}), mask);
    };
    EXPECT_TRUE(at::allclose(states(3).slice(1, 2), states(200).slice(1, 2), 1e-5, 1e-6));
    EXPECT_TRUE(at::isfinite(states(3)).all().item<bool>());
}

TEST(LlamaEncoder, SkippedLayersAreNotLoaded) {
    const auto weights = golden_weights();
    std::int64_t skipped_bytes = weights.entry("norm.weight").bytes;
    for (const auto& [name, entry] : weights.entries()) {
        if (name.starts_with("layers.2.") || name.starts_with("layers.3."))
            skipped_bytes += static_cast<std::int64_t>(entry.bytes);
    }
    const auto all = static_cast<std::int64_t>(weights.total_bytes());
    EXPECT_EQ(encoder_of(weights).weight_bytes(), all - skipped_bytes);
    EXPECT_EQ(encoder_of(weights, 0).weight_bytes(), all);
    EXPECT_EQ(encoder_of(without(weights, "layers.3.mlp.up_proj.weight")).dim(), 64);
}

TEST(LlamaEncoder, FinalNormOnlyWithoutSkipping) {
    const c10::NoGradGuard no_grad;
    const auto weights = golden_weights();
    auto scaled = without(weights, "norm.weight");
    scaled.add("norm.weight", weights.tensor("norm.weight") * 3.0);
    const at::Tensor ids = case_of("llama_tiny").tensor("ids");
    EXPECT_TRUE(at::equal(encoder_of(weights).encode(ids, {}), encoder_of(scaled).encode(ids, {})));
    EXPECT_LT(relative_difference(encoder_of(scaled, 0).encode(ids, {}),
                                  encoder_of(weights, 0).encode(ids, {}) * 3.0),
              1e-5);
}

TEST(LlamaEncoder, ReadsEveryLayoutOfItsFile) {
    const c10::NoGradGuard no_grad;
    const at::Tensor ids = case_of("llama_tiny").tensor("ids");
    const auto file = weights_of("llama_tiny/weights_transformers.safetensors");
    const at::Tensor wanted = encoder_of(canonical_llama_names(file)).encode(ids, {});
    for (const std::string prefix : {"model.", "language_model.model."}) {
        auto map = prefixed(file, prefix);
        map.add("lm_head.weight", at::ones({420, 64}));
        map.add("vision_tower.layers.0.weight", at::ones({2}));
        EXPECT_TRUE(at::equal(encoder_of(canonical_llama_names(map)).encode(ids, {}), wanted))
            << prefix;
    }
}

TEST(LlamaEncoder, StaysAsStoredOnTheCpuAndReadsScaledFp8) {
    const c10::NoGradGuard no_grad;
    const auto exact = golden_weights();
    tensor_io::WeightMap packed, unpacked;
    for (const auto& [name, entry] : exact.entries()) {
        const at::Tensor value = exact.tensor(name);
        if (!name.ends_with("_proj.weight")) {
            packed.add(name, value);
            unpacked.add(name, value);
            continue;
        }
        const at::Tensor small = (value / 0.03).to(at::kFloat8_e4m3fn);
        packed.add(name, small);
        packed.add(name.substr(0, name.size() - 6) + "scale_weight", at::scalar_tensor(0.03));
        unpacked.add(name, small.to(at::kFloat) * 0.03);
    }
    const at::Tensor ids = case_of("llama_tiny").tensor("ids");
    EXPECT_LT(relative_difference(encoder_of(packed).encode(ids, {}),
                                  encoder_of(unpacked).encode(ids, {})),
              1e-5);
    EXPECT_LT(encoder_of(packed).weight_bytes(), encoder_of(unpacked).weight_bytes() / 2);
}

TEST(LlamaEncoder, StaysCloseInBfloat16) {
    const c10::NoGradGuard no_grad;
    tensor_io::Placement placement;
    placement.dtype = at::kBFloat16;
    const LlamaEncoder encoder(golden_weights(), placement, {.heads = 4});
    const auto expected = case_of("llama_tiny");
    const at::Tensor mask = expected.tensor("mask");
    const at::Tensor rows = encoder.encode(expected.tensor("ids"), mask);
    EXPECT_EQ(rows.scalar_type(), at::kBFloat16);
    const at::Tensor wanted = expected.tensor("hidden_minus_3");
    const at::Tensor got = rows.to(at::kFloat) * mask.unsqueeze(-1);
    EXPECT_LT(((got - wanted).norm() / wanted.norm()).item<double>(), 2e-2);
}

TEST(LlamaEncoder, AsksTheCheckpointBeforeEveryLayer) {
    const LlamaEncoder encoder = encoder_of(golden_weights());
    int asked = 0;
    (void)encoder.encode(at::ones({1, 2}, at::kLong), {}, Checkpoint([&] { ++asked; }));
    EXPECT_EQ(asked, 2);
}

TEST(LlamaEncoder, SaysWhatDoesNotFit) {
    expect_error(ErrorKind::Input, "no LLaMA", [] {
        return canonical_llama_names(weights_of("clip_text_tiny/weights_transformers.safetensors"));
    });
    const auto weights = golden_weights();
    expect_error(ErrorKind::Input, "4 layers, of which 4",
                 [&] { return encoder_of(weights, 4).dim(); });
    expect_error(ErrorKind::Input, "do not make 1 heads",
                 [&] { return LlamaEncoder(weights, {}, {.heads = 1}).dim(); });
    expect_error(ErrorKind::Input, "layers.1.mlp.up_proj.weight",
                 [&] { return encoder_of(without(weights, "layers.1.mlp.up_proj.weight")).dim(); });
    auto extra = prefixed(weights, "");
    extra.add("surprise", at::ones({1}));
    expect_error(ErrorKind::Input, "surprise", [&] { return encoder_of(extra).dim(); });
}

}  // namespace
}  // namespace plumbline::text
