// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/t5_encoder.h"

#include "base/error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace plumbline::text {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(PLUMBLINE_GOLDENS) / "umt5_tiny";

double relative_difference(const at::Tensor& a, const at::Tensor& b) {
    return ((a - b).abs().max() / b.abs().max()).item<double>();
}

tensor_io::WeightMap golden_weights(const char* naming) {
    return canonical_t5_names(
        tensor_io::open_safetensors(kFolder / (std::string("weights_") + naming + ".safetensors")));
}

tensor_io::Placement in_dtype(at::ScalarType dtype) {
    tensor_io::Placement placement;
    placement.dtype = dtype;
    return placement;
}

/// Small random weights of one dtype, by name.
tensor_io::WeightMap random_weights(const T5Config& config,
                                    at::ScalarType dtype,
                                    bool requires_grad = false) {
    tensor_io::WeightMap map;
    map.origin = "random";
    at::Generator generator = at::detail::createCPUGenerator(7);
    for (const auto& [name, shape] : t5_parameters(config)) {
        const bool norm = name.find("norm") != std::string::npos;
        at::Tensor value = at::randn(shape, generator, at::TensorOptions(at::kDouble)) * 0.4;
        value = (norm ? value + 1.0 : value).to(dtype);
        map.add(name, value.requires_grad_(requires_grad));
    }
    return map;
}

constexpr T5Config kSmall{.vocab = 11, .dim = 8, .heads = 2, .head_dim = 4, .ffn = 12, .layers = 2};

class T5Golden : public testing::TestWithParam<const char*> {};

TEST_P(T5Golden, MatchesTheReference) {
    const c10::NoGradGuard no_grad;
    const T5Encoder encoder(golden_weights(GetParam()), {});
    const auto expected = tensor_io::open_safetensors(kFolder / "encode.safetensors");
    const at::Tensor mask = expected.tensor("mask");
    const at::Tensor rows = encoder.encode(expected.tensor("ids"), mask);
    EXPECT_EQ(encoder.dim(), 64);
    EXPECT_LT(relative_difference(rows * mask.unsqueeze(-1), expected.tensor("embeddings")), 1e-4);
}

TEST_P(T5Golden, RealTokensAloneGiveTheSameRows) {
    const c10::NoGradGuard no_grad;
    const T5Encoder encoder(golden_weights(GetParam()), {});
    const auto expected = tensor_io::open_safetensors(kFolder / "encode.safetensors");
    for (std::int64_t prompt = 0; prompt < expected.tensor("ids").size(0); ++prompt) {
        const auto length = expected.tensor("mask")[prompt].sum().item<std::int64_t>();
        const at::Tensor ids =
            expected.tensor("ids").slice(0, prompt, prompt + 1).slice(1, 0, length);
        const at::Tensor wanted =
            expected.tensor("embeddings").slice(0, prompt, prompt + 1).slice(1, 0, length);
        EXPECT_LT(relative_difference(encoder.encode(ids, {}), wanted), 1e-4) << prompt;
    }
}

INSTANTIATE_TEST_SUITE_P(Namings, T5Golden, testing::Values("original", "transformers"));

TEST(T5Encoder, CountsItsBytes) {
    const auto weights = golden_weights("original");
    const T5Encoder encoder(weights, {});
    EXPECT_EQ(encoder.weight_bytes(), static_cast<std::int64_t>(weights.total_bytes()));
}

TEST(T5Encoder, GradientMatchesFiniteDifferences) {
    const auto weights = random_weights(kSmall, at::kDouble, /*requires_grad=*/true);
    const T5Encoder encoder(weights, in_dtype(at::kDouble));
    const at::Tensor ids = at::tensor({3, 1, 4, 1, 5, 9, 2, 6, 0, 0}, at::kLong).view({2, 5});
    const at::Tensor mask = at::tensor({1, 1, 1, 1, 1, 1, 1, 1, 0, 0}, at::kLong).view({2, 5});
    const auto loss = [&] {
        const at::Tensor rows = encoder.encode(ids, mask) * mask.unsqueeze(-1);
        return (rows.pow(3) + rows).sum();
    };
    loss().backward();
    for (const auto& [name, entry] : weights.entries()) {
        at::Tensor value = weights.tensor(name);
        ASSERT_TRUE(value.grad().defined()) << name;
        const c10::NoGradGuard no_grad;
        const at::Tensor direction =
            at::sin(at::arange(value.numel(), value.options()) + 1.0).view(value.sizes());
        constexpr double kStep = 1e-6;
        value.add_(direction, kStep);
        const double above = loss().item<double>();
        value.add_(direction, -2.0 * kStep);
        const double below = loss().item<double>();
        value.add_(direction, kStep);
        const double measured = (above - below) / (2.0 * kStep);
        const double claimed = (value.grad() * direction).sum().item<double>();
        EXPECT_NEAR(claimed, measured, 1e-5 * std::max(1.0, std::abs(measured))) << name;
    }
}

TEST(T5Encoder, TrainsInSinglePrecision) {
    const auto weights = random_weights(kSmall, at::kFloat, /*requires_grad=*/true);
    const T5Encoder encoder(weights, {});
    const at::Tensor ids = at::tensor({3, 1, 4}, at::kLong).view({1, 3});
    encoder.encode(ids, at::ones({1, 3}, at::kLong)).pow(3).sum().backward();
    for (const auto& [name, entry] : weights.entries()) {
        const at::Tensor gradient = weights.tensor(name).grad();
        ASSERT_TRUE(gradient.defined()) << name;
        EXPECT_GT(gradient.abs().sum().item<double>(), 0.0) << name;
    }
}

TEST(T5Encoder, SharesTheFirstLayersBiasWhenOthersHaveNone) {
    T5Config config = kSmall;
    config.bias_in_every_layer = false;
    auto shared = random_weights(config, at::kFloat);
    tensor_io::WeightMap repeated = random_weights(config, at::kFloat);
    repeated.add("blocks.1.pos_embedding.embedding.weight",
                 shared.tensor("blocks.0.pos_embedding.embedding.weight"));
    const c10::NoGradGuard no_grad;
    const at::Tensor ids = at::arange(1, 10, at::kLong).view({1, 9});
    const T5Encoder t5(shared, {});
    const T5Encoder umt5(repeated, {});
    EXPECT_TRUE(at::equal(t5.encode(ids, {}), umt5.encode(ids, {})));
}

TEST(T5Encoder, DistanceBuckets) {
    // With q = k = 0 only the bias decides who attends to whom; it grows with the bucket's number.
    // Values are one-hot, so a row of the output shows the weight of every key, and quotients of
    // weights the steps between buckets.
    const T5Config config{
        .vocab = 160, .dim = 160, .heads = 1, .head_dim = 160, .ffn = 1, .layers = 1};
    tensor_io::WeightMap map;
    for (const auto& [name, shape] : t5_parameters(config)) {
        at::Tensor value = at::zeros(shape);
        if (name == "token_embedding.weight") value = at::eye(160);
        if (name.ends_with("attn.v.weight") || name.ends_with("attn.o.weight"))
            value = at::eye(160);
        if (name.find("norm") != std::string::npos) value = at::ones(shape);
        if (name.find("pos_embedding") != std::string::npos) {
            value = at::arange(32, at::kFloat).view({32, 1}) * 0.1;
        }
        map.add(name, value);
    }
    const c10::NoGradGuard no_grad;
    const T5Encoder encoder(map, {});
    // Row 0 attends to itself (bucket 0) and to keys after it (16 + ...); row 159 to keys before
    // it.
    const at::Tensor rows = encoder.encode(at::arange(160, at::kLong).view({1, 160}), {})[0];
    const auto bucket_steps = [&](const at::Tensor& row, std::int64_t from, std::int64_t to) {
        return (at::log(row[to] / row[from]) / 0.1).round().item<std::int64_t>();
    };
    const std::vector<std::int64_t> first_of_bucket{1,  2,  3,  4,  5,  6,  7, 8,
                                                    12, 16, 23, 32, 46, 64, 91};
    for (std::size_t i = 0; i < first_of_bucket.size(); ++i) {
        const std::int64_t distance = first_of_bucket[i];
        const auto bucket = static_cast<std::int64_t>(i) + 1;
        EXPECT_EQ(bucket_steps(rows[0], 1, distance), bucket - 1) << distance;
        EXPECT_EQ(bucket_steps(rows[159], 158, 159 - distance), bucket - 1) << distance;
        if (distance > 1) {
            EXPECT_EQ(bucket_steps(rows[0], 1, distance - 1), bucket - 2) << distance;
        }
    }
    EXPECT_EQ(bucket_steps(rows[0], 91, 159), 0);
    EXPECT_EQ(bucket_steps(rows[159], 68, 0), 0);
}

TEST(T5Encoder, ReadsHalfPrecisionAndScaledFp8) {
    const c10::NoGradGuard no_grad;
    const auto exact = random_weights(kSmall, at::kFloat);
    tensor_io::WeightMap packed;
    tensor_io::WeightMap unpacked;
    for (const auto& [name, entry] : exact.entries()) {
        const at::Tensor value = exact.tensor(name);
        if (name == "token_embedding.weight") {
            packed.add(name, value.to(at::kHalf));
            unpacked.add(name, value.to(at::kHalf).to(at::kFloat));
        } else if (name.find("attn") != std::string::npos ||
                   name.find("ffn") != std::string::npos) {
            const at::Tensor small = (value / 0.03).to(at::kFloat8_e4m3fn);
            packed.add(name, small);
            packed.add(name.substr(0, name.size() - 6) + "scale_weight", at::scalar_tensor(0.03));
            unpacked.add(name, small.to(at::kFloat) * 0.03);
        } else {
            packed.add(name, value);
            unpacked.add(name, value);
        }
    }
    const at::Tensor ids = at::arange(1, 10, at::kLong).view({1, 9});
    const T5Encoder from_packed(packed, {});
    const T5Encoder from_unpacked(unpacked, {});
    EXPECT_LT(relative_difference(from_packed.encode(ids, {}), from_unpacked.encode(ids, {})),
              1e-5);
}

TEST(T5Encoder, EmbeddingTableMayBeFp8) {
    const c10::NoGradGuard no_grad;
    const auto exact = random_weights(kSmall, at::kFloat);
    const at::Tensor table = exact.tensor("token_embedding.weight").to(at::kFloat8_e4m3fn);
    const auto with_table = [&](const at::Tensor& replacement) {
        tensor_io::WeightMap map;
        for (const auto& [name, entry] : exact.entries()) {
            map.add(name, name == "token_embedding.weight" ? replacement : exact.tensor(name));
        }
        return map;
    };
    const at::Tensor ids = at::arange(1, 10, at::kLong).view({1, 9});
    EXPECT_TRUE(at::equal(T5Encoder(with_table(table), {}).encode(ids, {}),
                          T5Encoder(with_table(table.to(at::kFloat)), {}).encode(ids, {})));
}

TEST(T5Encoder, ReadsTheScalesThatAFileHas) {
    const c10::NoGradGuard no_grad;
    const auto exact = random_weights(kSmall, at::kFloat);
    tensor_io::WeightMap unpacked;
    std::vector<std::pair<std::string, at::Tensor>> packed;
    for (const auto& [name, entry] : exact.entries()) {
        const at::Tensor value = exact.tensor(name);
        const bool is_matrix = value.dim() == 2 && name.find("pos_embedding") == name.npos;
        if (is_matrix) {
            const at::Tensor small = (value / 0.03).to(at::kFloat8_e4m3fn);
            packed.emplace_back(name, small);
            packed.emplace_back(name.substr(0, name.size() - 6) + "scale_weight",
                                at::scalar_tensor(0.03));
            unpacked.add(name, small.to(at::kFloat) * 0.03);
        } else {
            packed.emplace_back(name, value);
            unpacked.add(name, value);
        }
    }
    const plumbline::tests::TemporaryFolder folder;
    tensor_io::write_safetensors(folder / "t5_fp8_scaled.safetensors", packed);
    const auto stored = tensor_io::open_weights(folder / "t5_fp8_scaled.safetensors");
    const at::Tensor ids = at::arange(1, 10, at::kLong).view({1, 9});
    EXPECT_LT(relative_difference(T5Encoder(stored, {}).encode(ids, {}),
                                  T5Encoder(unpacked, {}).encode(ids, {})),
              1e-5);
}

TEST(T5Encoder, StaysCloseInBfloat16) {
    const c10::NoGradGuard no_grad;
    const T5Encoder encoder(golden_weights("original"), in_dtype(at::kBFloat16));
    const auto expected = tensor_io::open_safetensors(kFolder / "encode.safetensors");
    const at::Tensor mask = expected.tensor("mask");
    const at::Tensor rows = encoder.encode(expected.tensor("ids"), mask);
    EXPECT_EQ(rows.scalar_type(), at::kBFloat16);
    const at::Tensor wanted = expected.tensor("embeddings");
    const at::Tensor got = rows.to(at::kFloat) * mask.unsqueeze(-1);
    EXPECT_LT(((got - wanted).norm() / wanted.norm()).item<double>(), 2e-2);
}

TEST(T5Encoder, AsksTheCheckpointBeforeEveryLayer) {
    const T5Encoder encoder(golden_weights("original"), {});
    int asked = 0;
    (void)encoder.encode(at::ones({1, 2}, at::kLong), {}, Checkpoint([&] { ++asked; }));
    EXPECT_EQ(asked, 3);
    const Checkpoint stop([&] {
        if (++asked == 5) throw Cancelled{};
    });
    EXPECT_THROW((void)encoder.encode(at::ones({1, 2}, at::kLong), {}, stop), Cancelled);
}

TEST(T5Encoder, ReportsMissingUnknownAndMisshapenTensors) {
    const auto expect_input_error = [](const tensor_io::WeightMap& map, const char* part) {
        try {
            const T5Encoder encoder(map, {});
            FAIL() << part;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            EXPECT_THAT(error.what(), testing::HasSubstr(part));
        }
    };
    const auto weights = random_weights(kSmall, at::kFloat);
    const auto without = [&](std::string_view dropped) {
        return weights.renamed([&](const std::string& name) {
            return name == dropped ? std::nullopt : std::optional(name);
        });
    };
    expect_input_error(without("blocks.1.ffn.fc2.weight"), "blocks.1.ffn.fc2.weight");
    expect_input_error(without("token_embedding.weight"), "token_embedding.weight");
    expect_input_error(tensor_io::WeightMap{}, "token_embedding.weight");
    auto extra = random_weights(kSmall, at::kFloat);
    extra.add("decoder.block.0.weight", at::ones({2}));
    expect_input_error(extra, "decoder.block.0.weight");
    auto odd = without("blocks.0.pos_embedding.embedding.weight");
    odd.add("blocks.0.pos_embedding.embedding.weight", at::ones({32, 3}));
    expect_input_error(odd, "position bias");
}

TEST(T5Names, EitherNameOfTheTableOrBoth) {
    for (const std::vector<std::string>& names :
         {std::vector<std::string>{"shared.weight"},
          {"encoder.embed_tokens.weight"},
          {"shared.weight", "encoder.embed_tokens.weight"}}) {
        tensor_io::WeightMap map;
        for (const auto& name : names) map.add(name, at::ones({2, 2}));
        map.add("spiece_model", at::zeros({4}, at::kByte));
        const auto canonical = canonical_t5_names(map);
        EXPECT_EQ(canonical.entries().size(), 1U);
        EXPECT_TRUE(canonical.contains("token_embedding.weight"));
    }
}

TEST(T5Names, OnlyWholeNamesAreTranslated) {
    tensor_io::WeightMap map;
    const std::vector<std::string> kept{"decoder.block.0.layer.0.layer_norm.weight",
                                        "encoder.block.x.layer.0.layer_norm.weight",
                                        "my.encoder.block.0.layer.0.layer_norm.weight",
                                        "encoder.block.0.layer.2.layer_norm.weight",
                                        "encoder.block.0",
                                        "shared.weight.extra"};
    for (const auto& name : kept) map.add(name, at::ones({1}));
    const auto canonical = canonical_t5_names(map);
    for (const auto& name : kept) EXPECT_TRUE(canonical.contains(name)) << name;
}

TEST(T5Names, ParametersMatchTheGoldenFile) {
    const auto weights = golden_weights("transformers");
    const auto parameters = t5_parameters(
        {.vocab = 479, .dim = 64, .heads = 4, .head_dim = 16, .ffn = 96, .layers = 3});
    EXPECT_EQ(parameters.size(), weights.entries().size());
    for (const auto& [name, shape] : parameters) {
        EXPECT_EQ(weights.entry(name).shape, shape) << name;
    }
}

}  // namespace
}  // namespace plumbline::text
