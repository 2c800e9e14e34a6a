// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/scaled_weights.h"

#include "engine/tensor_io/torch_file.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"
#include "tensor_io/weight_scope.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace plumbline::tensor_io {
namespace {

using namespace plumbline::tests;

constexpr at::ScalarType kE4m3 = at::kFloat8_e4m3fn;
constexpr at::ScalarType kE5m2 = at::kFloat8_e5m2;

/// The value of a code by the definition of the format: sign, exponent, mantissa.
/// bias: 7 for e4m3fn (3 bits of mantissa), 15 for e5m2 (2 bits).
double value_of_code(int code, int mantissa_bits, int bias) {
    const double sign = code >= 128 ? -1.0 : 1.0;
    const int mantissa = code & ((1 << mantissa_bits) - 1);
    const int exponent = (code & 127) >> mantissa_bits;
    const double part = static_cast<double>(mantissa) / (1 << mantissa_bits);
    return exponent == 0 ? sign * std::ldexp(part, 1 - bias)
                         : sign * std::ldexp(1.0 + part, exponent - bias);
}

/// e4m3fn has no infinities and one NaN of each sign.
double value_of_e4m3fn(int code) {
    if ((code & 127) == 127) return std::numeric_limits<double>::quiet_NaN();
    return value_of_code(code, 3, 7);
}

/// e5m2 has those of f16.
double value_of_e5m2(int code) {
    if ((code & 127) == 124) {
        return code >= 128 ? -std::numeric_limits<double>::infinity()
                           : std::numeric_limits<double>::infinity();
    }
    if ((code & 127) > 124) return std::numeric_limits<double>::quiet_NaN();
    return value_of_code(code, 2, 15);
}

at::Tensor all_codes(at::ScalarType dtype) {
    return at::arange(256, at::TensorOptions(at::kInt)).to(at::kByte).view(dtype);
}

/// name: "F8_E4M3" or "F8_E5M2". A file of all codes with the scale 0.5, as ComfyUI writes it.
WeightMap file_of_codes(const std::filesystem::path& path, at::ScalarType dtype) {
    write_safetensors(path, {{"layer.weight", all_codes(dtype).view({16, 16})},
                             {"layer.scale_weight", at::scalar_tensor(0.5)},
                             {"scaled_fp8", at::empty({0}, dtype)}});
    return open_weights(path);
}

class Codes : public testing::TestWithParam<std::pair<at::ScalarType, double (*)(int)>> {};

TEST_P(Codes, AllHaveTheValueOfTheFormat) {
    const auto [dtype, value_of] = GetParam();
    const TemporaryFolder folder;
    const WeightMap weights = file_of_codes(folder / "codes.safetensors", dtype);
    for (const at::ScalarType wanted : {at::kFloat, at::kDouble, at::kBFloat16, at::kHalf}) {
        const WeightScope scope(weights, {.dtype = wanted, .checkpoint = {}});
        const at::Tensor values = scope["layer"].tensor("weight", {16, 16}).flatten();
        ASSERT_EQ(values.scalar_type(), wanted);
        for (int code = 0; code < 256; ++code) {
            const double expected = 0.5 * value_of(code);
            const double got = values[code].item<double>();
            if (std::isnan(expected)) {
                EXPECT_TRUE(std::isnan(got)) << code;
            } else {
                EXPECT_EQ(got, expected) << code;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Formats,
                         Codes,
                         testing::Values(std::pair(kE4m3, &value_of_e4m3fn),
                                         std::pair(kE5m2, &value_of_e5m2)),
                         [](const auto& info) {
                             return info.param.first == kE4m3 ? "e4m3fn" : "e5m2";
                         });

TEST(Codes, SomeAreKnownByHeart) {
    const at::Tensor e4m3 = all_codes(kE4m3).to(at::kFloat), e5m2 = all_codes(kE5m2).to(at::kFloat);
    EXPECT_EQ(e4m3[0x7e].item<float>(), 448.0F);  // the largest
    EXPECT_EQ(e4m3[0x38].item<float>(), 1.0F);
    EXPECT_EQ(e4m3[0x01].item<float>(), std::ldexp(1.0F, -9));  // the smallest
    EXPECT_EQ(e4m3[0xc4].item<float>(), -3.0F);
    EXPECT_EQ(e5m2[0x7b].item<float>(), 57344.0F);
    EXPECT_EQ(e5m2[0x3c].item<float>(), 1.0F);
    EXPECT_EQ(e5m2[0x01].item<float>(), std::ldexp(1.0F, -16));
    EXPECT_EQ(e5m2[0xc2].item<float>(), -3.0F);
}

TEST(ScaledWeights, StayEightBitsInTheMapAndInTheFile) {
    const TemporaryFolder folder;
    const WeightMap weights = file_of_codes(folder / "codes.safetensors", kE4m3);
    EXPECT_EQ(shapes_of(weights), (std::vector<std::pair<std::string, std::vector<std::int64_t>>>{
                                      {"layer.weight", {16, 16}}}));
    EXPECT_EQ(weights.total_bytes(), 256U);
    EXPECT_EQ(weights.tensor("layer.weight").scalar_type(), kE4m3);
    EXPECT_EQ(weights.scale("layer.weight"), 0.5);
    const WeightScope scope(weights, {});
    const StoredTensor stored = scope["layer"].stored("weight", {16, 16});
    EXPECT_EQ(stored.tensor.scalar_type(), kE4m3);
    EXPECT_EQ(stored.scale, 0.5);
    // A view of the mapped file.
    EXPECT_EQ(stored.tensor.const_data_ptr(), weights.tensor("layer.weight").const_data_ptr());
    EXPECT_EQ(scope.taken_bytes(), 256);
    scope.expect_all_taken("it");
    expect_error(ErrorKind::Input, "[16, 16], [8, 8] expected", [&] {
        return scope["layer"].stored("weight", {8, 8}).scale;
    });
}

TEST(ScaledWeights, FollowTheirTensorUnderAnotherName) {
    const TemporaryFolder folder;
    const WeightMap renamed =
        file_of_codes(folder / "codes.safetensors", kE4m3).renamed([](const std::string&) {
            return "other";
        });
    EXPECT_EQ(renamed.scale("other"), 0.5);
    const at::Tensor values = WeightScope(renamed, {}).tensor("other", {16, 16});
    EXPECT_EQ(values.flatten()[0x38].item<float>(), 0.5F);
}

TEST(ScaledWeights, OtherTypesAreStoredAsTheyAreComputed) {
    WeightMap weights;
    weights.add("weight", at::ones({2, 2}, at::kHalf));
    const StoredTensor stored = WeightScope(weights, {}).stored("weight", {2, 2});
    EXPECT_EQ(stored.tensor.scalar_type(), at::kFloat);
    EXPECT_EQ(stored.scale, 1.0);
}

at::Tensor eight_bits(std::vector<std::int64_t> shape = {2, 2}) {
    return at::full(shape, 3.0).to(kE4m3);
}

at::Tensor text_bytes(const std::string& text) {
    return at::from_blob(const_cast<char*>(text.data()), {static_cast<std::int64_t>(text.size())},
                         at::kByte)
        .clone();
}

/// A map with an 8-bit layer "a.q" and these tensors beside it.
WeightMap with_beside(const std::vector<std::pair<std::string, at::Tensor>>& tensors) {
    WeightMap weights;
    weights.origin = "model.safetensors";
    weights.add("a.q.weight", eight_bits());
    weights.add("a.q.bias", at::ones({2}));
    for (const auto& [name, tensor] : tensors) weights.add(name, tensor);
    return weights;
}

double first_value(const WeightMap& weights) {
    return WeightScope(weights, {}).tensor("a.q.weight", {2, 2})[0][0].item<double>();
}

TEST(WithScales, KnowsEveryPublishedForm) {
    const at::Tensor quarter = at::scalar_tensor(0.25), one = at::ones({1});
    // Plain: the values as they are.
    EXPECT_EQ(first_value(with_scales(with_beside({}))), 3.0);
    // ComfyUI's older form, with and without the scale of the inputs.
    const WeightMap older = with_scales(with_beside({{"a.q.scale_weight", quarter},
                                                     {"a.q.scale_input", one},
                                                     {"scaled_fp8", at::empty({2}, kE4m3)}}));
    EXPECT_EQ(first_value(older), 0.75);
    EXPECT_EQ(older.entries().size(), 2U);
    // Its newer form: a description in every layer, scales of one element in an axis.
    const WeightMap newer = with_scales(
        with_beside({{"a.q.weight_scale", quarter.reshape({1})},
                     {"a.q.input_scale", one},
                     {"a.q.comfy_quant", text_bytes(R"({"format": "float8_e4m3fn"})")}}));
    EXPECT_EQ(first_value(newer), 0.75);
    EXPECT_EQ(newer.entries().size(), 2U);
    // Or in the metadata, and a scale in bf16.
    WeightMap described = with_beside({{"a.q.weight_scale", quarter.to(at::kBFloat16)}});
    described.metadata["_quantization_metadata"] =
        R"({"format_version": "1.0", "layers": {"a.q": {"format": "float8_e4m3fn",
            "full_precision_matrix_mult": true}}})";
    EXPECT_EQ(first_value(with_scales(described)), 0.75);
    // The marker may stand behind the model's prefix.
    WeightMap prefixed = with_beside({{"a.scaled_fp8", at::empty({2}, at::kFloat)}});
    EXPECT_FALSE(with_scales(prefixed).contains("a.scaled_fp8"));
}

TEST(WithScales, TouchesNothingElse) {
    WeightMap weights;
    weights.add("norm.scale", at::ones({3}));
    weights.add("q.weight", at::ones({2, 2}));
    weights.add("q.scale_weight", at::ones({}));  // no 8-bit tensor beside it: left to be named
    weights.add("table", eight_bits());
    weights.metadata["kept"] = "yes";
    const WeightMap same = with_scales(weights);
    EXPECT_EQ(shapes_of(same), shapes_of(weights));
    EXPECT_EQ(same.metadata, weights.metadata);
}

TEST(WithScalesFault, NamesTensorsWithAnotherFormOfScale) {
    const auto refused = [](const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                            std::string_view part) {
        expect_error(ErrorKind::Input, part,
                     [&] { return with_scales(with_beside(tensors)).entries().size(); });
    };
    refused({{"a.q.weight_scale", at::ones({2, 1})}},
            "tensor 'a.q.weight' has the scale 'a.q.weight_scale' of shape [2, 1], one number");
    refused({{"a.q.scale_weight", at::ones({1}, at::kInt)}}, "one number expected");
    refused({{"a.q.weight_scale_inv", at::ones({1, 1})}}, "unknown kind, 'a.q.weight_scale_inv'");
    refused({{"a.q.scales", at::ones({2})}}, "unknown kind");
    refused({{"a.q.comfy_quant", text_bytes(R"({"format": "nvfp4"})")}},
            "layer 'a.q' is quantised in the format 'nvfp4'");
    refused({{"a.q.comfy_quant", text_bytes("garbage")}}, "layer 'a.q'");
    for (const char* metadata :
         {R"({"layers": {"a.q": {"format": "int8_tensorwise"}}})", R"({"layers": []})", "[]",
          "garbage", R"({"layers": {"a.q": 1}})"}) {
        WeightMap weights = with_beside({});
        weights.metadata["_quantization_metadata"] = metadata;
        expect_error(ErrorKind::Input, "model.safetensors",
                     [&] { return with_scales(weights).entries().size(); });
    }
}

TEST(WithScalesFault, AScaleMustBeAPositiveNumber) {
    for (const double wrong : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
        const WeightMap weights =
            with_scales(with_beside({{"a.q.scale_weight", at::scalar_tensor(wrong)}}));
        expect_error(ErrorKind::Input, "the scale of tensor 'a.q.weight'",
                     [&] { return first_value(weights); });
    }
}

std::string bytes_of(const std::vector<int>& codes) {
    return {codes.begin(), codes.end()};
}

std::string bytes_of_floats(const std::vector<float>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
}

/// HunyuanVideo's own two files: 8-bit layers, and one scale a layer by its name.
void put_official(const TemporaryFolder& folder, const std::string& layer) {
    const std::string weights = torch_file_bytes(
        {{"double_blocks.0.img_mod.linear.weight",
          "float8_e4m3fn",
          {2, 3},
          bytes_of({0x38, 0x40, 0xc4, 0x30, 0x00, 0x7e})},
         {"img_in.proj.weight", "FloatStorage", {2}, bytes_of_floats({5.0F, 6.0F})}},
        "module");
    put(folder / "states_fp8.pt", weights);
    put(folder / "states_fp8_map.pt",
        torch_file_bytes({{layer, "FloatStorage", {}, bytes_of_floats({0.5F})}}));
}

TEST(WithScalesBeside, TiesTheScalesOfTheSecondFile) {
    const TemporaryFolder folder;
    put_official(folder, "double_blocks.0.img_mod.linear");
    const WeightMap weights = open_weights(folder / "states_fp8.pt");
    EXPECT_EQ(weights.scale("double_blocks.0.img_mod.linear.weight"), 0.5);
    EXPECT_EQ(weights.scale("img_in.proj.weight"), 1.0);
    const at::Tensor values =
        WeightScope(weights, {}).tensor("double_blocks.0.img_mod.linear.weight", {2, 3});
    const at::Tensor expected = at::tensor({0.5F, 1.0F, -1.5F, 0.25F, 0.0F, 224.0F}).view({2, 3});
    EXPECT_TRUE(at::equal(values, expected)) << values;
}

TEST(WithScalesBesideFault, SaysWhichFileIsMissingOrAnother) {
    const TemporaryFolder folder;
    put_official(folder, "double_blocks.7.img_mod.linear");
    expect_error(ErrorKind::Input, "'double_blocks.7.img_mod.linear' is no scale of a layer of",
                 [&] { return open_weights(folder / "states_fp8.pt").entries().size(); });
    std::filesystem::remove(folder / "states_fp8_map.pt");
    expect_error(ErrorKind::Input, "its scales states_fp8_map.pt are missing",
                 [&] { return open_weights(folder / "states_fp8.pt").entries().size(); });
}

}  // namespace
}  // namespace plumbline::tensor_io
