// SPDX-License-Identifier: GPL-3.0-or-later
// LoRA files of every layout against weights that were merged by hand.
#include "models/lora.h"

#include "engine/models/eight_bit_file.h"
#include "engine/models/tiny_dual_stream.h"
#include "engine/models/tiny_wan.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <gtest/gtest.h>

#include <fstream>

namespace plumbline::models {
namespace {

using namespace plumbline::tests;
using tensor_io::WeightMap;
using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

constexpr std::int64_t kRank = 4;
constexpr double kAlpha = 2.0, kWeight = 0.7;

at::Tensor random(const std::vector<std::int64_t>& shape, std::uint64_t seed) {
    return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed),
                     at::TensorOptions(at::kFloat));
}

WeightMap canonical(std::string_view family, std::string_view naming = "original") {
    return find_family(family).canonical_names(tiny_weights(family, naming));
}

/// How a program names the two halves and the factor.
struct Style {
    const char *prefix, *up, *down;
    bool has_alpha;
};
constexpr Style kPeft{"transformer.", ".lora_B.weight", ".lora_A.weight", false};
constexpr Style kComfy{"diffusion_model.", ".lora_B.weight", ".lora_A.weight", true};
constexpr Style kKohya{"lora_unet_", ".lora_up.weight", ".lora_down.weight", true};
constexpr Style kOld{"base_model.model.", ".lora.up.weight", ".lora.down.weight", false};

struct LoraCase {
    const char *name, *family;
    Style style;
    const char *layer, *tensor;  // as the file calls it; canonical
    std::int64_t first = 0, count = -1;
    bool halves_swapped = false;
};
void PrintTo(const LoraCase& one, std::ostream* out) {
    *out << one.name;
}

class LoraLayout : public testing::TestWithParam<LoraCase> {};

/// The output of one forward of the fixtures.
at::Tensor forward(const WeightMap& weights, const std::string& family) {
    if (family != "wan") {
        const TinyForward recorded(family, "forward_a");
        return run_tiny(*find_family(family).open(weights, {}, {}), recorded.latents,
                        recorded.times[0].item<double>(), recorded.given);
    }
    const WeightMap file = golden("wan_tiny/forward_a.safetensors");
    wan::WanDenoiser denoiser = wan::open(weights);
    return run_tiny(denoiser, file.tensor("latents"), 500.0,
                    wan::conditioning_of(file.tensor("context").unsqueeze(0)));
}

TEST_P(LoraLayout, EqualsWeightsMergedByHand) {
    const c10::NoGradGuard no_grad;
    const LoraCase& one = GetParam();
    const WeightMap plain = canonical(one.family);
    const at::Tensor before = plain.tensor(one.tensor);
    const std::int64_t rows = one.count < 0 ? before.size(0) : one.count;
    const at::Tensor up = random({rows, kRank}, 1);
    at::Tensor down = random({kRank, before.numel() / before.size(0)}, 2);
    if (before.dim() > 2) {
        std::vector<std::int64_t> shape = before.sizes().vec();
        shape[0] = kRank;
        down = down.view(shape);
    }
    const TemporaryFolder folder;
    const std::string layer = std::string(one.style.prefix) + one.layer;
    Tensors tensors{{layer + one.style.up, up}, {layer + one.style.down, down}};
    if (one.style.has_alpha) tensors.emplace_back(layer + ".alpha", at::scalar_tensor(kAlpha));
    tensor_io::write_safetensors(folder / "style.safetensors", tensors);

    const double factor = kWeight * (one.style.has_alpha ? kAlpha / kRank : 1.0);
    at::Tensor difference = at::mm(up.to(at::kDouble), down.flatten(1).to(at::kDouble)) * factor;
    if (one.halves_swapped) {
        const auto halves = difference.chunk(2, 0);
        difference = at::cat({halves[1], halves[0]}, 0);
    }
    at::Tensor after = before.to(at::kDouble).clone();
    after.view({before.size(0), -1}).narrow(0, one.first, rows).add_(difference);
    const WeightMap by_hand = with(plain, one.tensor, after.to(at::kFloat));

    for (const char* naming : {"original", "diffusers"}) {
        const WeightMap merged =
            with_loras(canonical(one.family, naming), find_family(one.family),
                       std::vector<api::Lora>{{folder / "style.safetensors", kWeight}});
        for (const auto& [name, entry] : by_hand.entries()) {
            if (name == one.tensor)
                EXPECT_LT(relative_difference(merged.tensor(name), by_hand.tensor(name)), 1e-6);
            else
                EXPECT_TRUE(at::equal(merged.tensor(name), by_hand.tensor(name))) << name;
        }
        const at::Tensor ours = forward(merged, one.family);
        EXPECT_LT(relative_difference(ours, forward(by_hand, one.family)), 1e-5) << naming;
        EXPECT_GT(relative_difference(ours, forward(plain, one.family)), 1e-4) << naming;
    }
}

constexpr std::int64_t kWidth = 48;  // of the dual-stream fixtures

INSTANTIATE_TEST_SUITE_P(
    Files,
    LoraLayout,
    testing::Values(
        LoraCase{"WanOriginal", "wan", kComfy, "blocks.0.self_attn.q",
                 "blocks.0.self_attn.q.weight"},
        LoraCase{"WanDiffusers", "wan", kPeft, "blocks.1.attn2.to_out.0",
                 "blocks.1.cross_attn.o.weight"},
        LoraCase{"WanFfn", "wan", kPeft, "blocks.1.ffn.net.0.proj", "blocks.1.ffn.0.weight"},
        LoraCase{"WanKohya", "wan", kKohya, "blocks_2_ffn_2", "blocks.2.ffn.2.weight"},
        LoraCase{"WanKohyaOfDiffusers", "wan", kKohya, "blocks_2_attn1_to_v",
                 "blocks.2.self_attn.v.weight"},
        LoraCase{"WanRoot", "wan", kOld, "condition_embedder.time_embedder.linear_2",
                 "time_embedding.2.weight"},
        LoraCase{"WanConvolution", "wan", kComfy, "patch_embedding", "patch_embedding.weight"},
        LoraCase{"FluxFused", "flux", kKohya, "double_blocks_0_img_attn_qkv",
                 "double_blocks.0.img_attn.qkv.weight"},
        LoraCase{"FluxKeys", "flux", kPeft, "transformer_blocks.0.attn.to_k",
                 "double_blocks.0.img_attn.qkv.weight", kWidth, kWidth},
        LoraCase{"FluxTextValues", "flux", kPeft, "transformer_blocks.1.attn.add_v_proj",
                 "double_blocks.1.txt_attn.qkv.weight", 2 * kWidth, kWidth},
        LoraCase{"FluxSingleFused", "flux", kComfy, "single_blocks.1.linear1",
                 "single_blocks.1.linear1.weight"},
        LoraCase{"FluxSingleQueries", "flux", kPeft, "single_transformer_blocks.1.attn.to_q",
                 "single_blocks.1.linear1.weight", 0, kWidth},
        LoraCase{"FluxSingleMlp", "flux", kKohya, "single_transformer_blocks_2_proj_mlp",
                 "single_blocks.2.linear1.weight", 3 * kWidth, 4 * kWidth},
        LoraCase{"FluxSingleOut", "flux", kPeft, "single_transformer_blocks.0.proj_out",
                 "single_blocks.0.linear2.weight"},
        LoraCase{"FluxModulation", "flux", kPeft, "norm_out.linear",
                 "final_layer.adaLN_modulation.1.weight", 0, -1, true},
        LoraCase{"HunyuanAuthors", "hunyuan", kComfy, "double_blocks.0.img_attn_qkv",
                 "double_blocks.0.img_attn.qkv.weight"},
        LoraCase{"HunyuanKohya", "hunyuan", kKohya, "single_blocks_1_linear2",
                 "single_blocks.1.linear2.weight"},
        LoraCase{"HunyuanDiffusers", "hunyuan", kPeft, "transformer_blocks.2.attn.to_v",
                 "double_blocks.2.img_attn.qkv.weight", 2 * kWidth, kWidth},
        LoraCase{"HunyuanRefiner", "hunyuan", kPeft,
                 "context_embedder.token_refiner.refiner_blocks.0.attn.to_q",
                 "txt_in.individual_token_refiner.blocks.0.self_attn.qkv.weight", 0, kWidth}),
    [](const auto& info) { return std::string(info.param.name); });

class LoraFiles : public testing::Test {
protected:
    std::string file(const Tensors& tensors, const std::map<std::string, std::string>& said = {}) {
        tensor_io::write_safetensors(folder_ / "lora.safetensors", tensors, said);
        return folder_ / "lora.safetensors";
    }
    WeightMap merged(const std::string& path,
                     double weight = 1.0,
                     std::string_view family = "wan") {
        return with_loras(canonical(family), find_family(family),
                          std::vector<api::Lora>{{path, weight}});
    }
    /// A pair for one layer of rank 2; a layer of the tiny Wan is 64 wide.
    static Tensors pair(const std::string& layer, std::int64_t out = 64, std::int64_t in = 64) {
        return {{layer + ".lora_B.weight", random({out, 2}, 3)},
                {layer + ".lora_A.weight", random({2, in}, 4)}};
    }
    void expect_refused(std::string_view part, const Tensors& tensors) {
        const std::string path = file(tensors);
        expect_error(ErrorKind::Input, part, [&] { return merged(path).total_bytes(); });
        expect_error(ErrorKind::Input, path, [&] { return merged(path).total_bytes(); });
    }

    TemporaryFolder folder_;
};

constexpr const char* kLayer = "diffusion_model.blocks.0.self_attn.q";
constexpr const char* kTensor = "blocks.0.self_attn.q.weight";

TEST_F(LoraFiles, OfWeightZeroChangesNoBit) {
    const c10::NoGradGuard no_grad;
    const WeightMap plain = canonical("wan"), zero = merged(file(pair(kLayer)), 0.0);
    EXPECT_TRUE(at::equal(forward(zero, "wan"), forward(plain, "wan")));
    expect_error(ErrorKind::Input, "no LoRA of Wan 2.1", [&] {
        return merged(file(pair("diffusion_model.double_blocks.0.img_attn.qkv")), 0.0)
            .total_bytes();
    });
}

TEST_F(LoraFiles, SeveralAddUp) {
    const std::string path = file(pair(kLayer));
    const WeightMap once = merged(path, 1.5);
    const WeightMap twice = with_loras(canonical("wan"), find_family("wan"),
                                       std::vector<api::Lora>{{path, 1.0}, {path, 0.5}});
    EXPECT_LT(relative_difference(twice.tensor(kTensor), once.tensor(kTensor)), 1e-6);
    EXPECT_FALSE(at::equal(once.tensor(kTensor), canonical("wan").tensor(kTensor)));
}

TEST_F(LoraFiles, WholeDifferencesAreAdded) {
    const WeightMap plain = canonical("wan");
    const at::Tensor weight = random({64, 64}, 5), bias = random({64}, 6), norm = random({64}, 7),
                     modulation = random({1, 6, 64}, 8);
    const WeightMap changed =
        merged(file({{std::string(kLayer) + ".diff", weight},
                     {std::string(kLayer) + ".diff_b", bias},
                     {"diffusion_model.blocks.0.norm3.diff", norm},
                     {"diffusion_model.blocks.0.modulation.diff", modulation}}),
               0.5);
    for (const auto& [name, difference] : Tensors{{kTensor, weight},
                                                  {"blocks.0.self_attn.q.bias", bias},
                                                  {"blocks.0.norm3.weight", norm},
                                                  {"blocks.0.modulation", modulation}}) {
        EXPECT_TRUE(at::equal(changed.tensor(name), plain.tensor(name) + 0.5 * difference)) << name;
    }
}

TEST_F(LoraFiles, AlphaMayStandInTheMetadataOrBesideTheFile) {
    const at::Tensor plain = canonical("wan").tensor(kTensor);
    const at::Tensor whole = merged(file(pair(kLayer))).tensor(kTensor) - plain;
    const auto share = [&](const WeightMap& changed) {
        return relative_difference((changed.tensor(kTensor) - plain) * 2, whole);
    };
    Tensors tensors = pair("transformer.blocks.0.attn1.to_q");
    const std::string said = R"({"transformer.lora_alpha": 8, "transformer.r": 2,
        "transformer.alpha_pattern": {"attn1.to_q": 1}})";
    EXPECT_LT(share(merged(file(tensors, {{"lora_adapter_metadata", said}}))), 1e-5);
    tensor_io::write_safetensors(folder_ / "adapter_model.safetensors", tensors);
    std::ofstream(folder_ / "adapter_config.json") << R"({"lora_alpha": 1, "use_dora": false})";
    EXPECT_LT(share(merged(folder_ / "adapter_model.safetensors")), 1e-5);
}

TEST_F(LoraFiles, EightBitMatricesChangeAndOthersStayInEightBits) {
    const c10::NoGradGuard no_grad;
    for (const bool scaled : {false, true}) {
        const EightBitFile both = eight_bit_file(canonical("wan"), scaled);
        tensor_io::write_safetensors(folder_ / "model.safetensors", both.packed);
        const WeightMap changed =
            with_loras(wan::canonical_names(tensor_io::open_weights(folder_ / "model.safetensors")),
                       find_family("wan"), std::vector<api::Lora>{{file(pair(kLayer)), 1.0}});
        const WeightMap by_hand = with_loras(both.unpacked, find_family("wan"),
                                             std::vector<api::Lora>{{file(pair(kLayer)), 1.0}});
        EXPECT_LT(relative_difference(changed.tensor(kTensor), by_hand.tensor(kTensor)), 1e-6);
        EXPECT_LT(relative_difference(forward(changed, "wan"), forward(by_hand, "wan")), 2e-6);
        EXPECT_EQ(changed.entry(kTensor).dtype, at::kFloat);
        EXPECT_TRUE(tensor_io::is_float8(changed.entry("blocks.1.self_attn.q.weight").dtype));
    }
}

TEST_F(LoraFiles, WhatDoesNotFitIsSaidInOneLine) {
    expect_refused(
        "is no LoRA of Wan 2.1: it changes "
        "'lora_unet_double_blocks_0_img_attn_qkv'",
        pair("lora_unet_double_blocks_0_img_attn_qkv"));
    Tensors some = pair(kLayer);
    for (auto& tensor : pair("diffusion_model.blocks.0.cross_attn.k_img")) some.push_back(tensor);
    expect_refused(
        "changes 1 layer that this Wan 2.1 model does not have: "
        "'diffusion_model.blocks.0.cross_attn.k_img'",
        some);
    expect_refused("by [96, 64], the model has [64, 64] there", pair(kLayer, 96));
    expect_refused("by [64, 32], the model has [64, 64] there", pair(kLayer, 64, 32));
    Tensors text = pair(kLayer);
    for (auto& tensor : pair("lora_te1_text_model_encoder_layers_0_mlp_fc1"))
        text.push_back(tensor);
    expect_refused("1 layer of a text encoder, which is not supported", text);
    expect_refused("lacks the other half of", {pair(kLayer).front()});
    expect_refused("do not fit", {{std::string(kLayer) + ".lora_B.weight", random({64, 3}, 1)},
                                  {std::string(kLayer) + ".lora_A.weight", random({2, 64}, 1)}});
    expect_refused("is no LoRA file: it holds 'blocks.0.weight'",
                   {{"blocks.0.weight", random({2, 2}, 1)}});
    some = pair(kLayer);
    some.emplace_back("blocks.0.weight", random({2, 2}, 1));
    expect_refused("1 tensor that no LoRA has: 'blocks.0.weight'", some);
}

TEST_F(LoraFiles, OtherKindsAreNamed) {
    Tensors dora = pair(kLayer);
    dora.emplace_back(std::string(kLayer) + ".dora_scale", random({64}, 1));
    expect_refused("is a DoRA", dora);
    expect_refused("is a LoHa", {{std::string(kLayer) + ".hada_w1_a", random({64, 2}, 1)}});
    expect_refused("is a LoKr", {{std::string(kLayer) + ".lokr_w1", random({2, 2}, 1)}});
    const std::string path = file(pair(kLayer));
    expect_error(ErrorKind::Input, "not supported for Stable Diffusion 1.5", [&] {
        return with_loras({}, find_family("sd15"), std::vector<api::Lora>{{path, 1.0}})
            .total_bytes();
    });
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 8);
    expect_error(ErrorKind::Input, path, [&] { return merged(path).total_bytes(); });
    expect_error(ErrorKind::Input, "gone.safetensors",
                 [&] { return merged(folder_ / "gone.safetensors").total_bytes(); });
}

}  // namespace
}  // namespace plumbline::models
