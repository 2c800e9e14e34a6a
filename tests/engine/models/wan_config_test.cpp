// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "engine/models/tiny_wan.h"
#include "models/detect.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

namespace plumbline::models::wan {
namespace {

using namespace plumbline::tests;

class WanConfig : public testing::Test {
protected:
    ConfigHints read(const std::string& text) {
        base::write_file(folder_ / "config.json", text, true);
        return read_config_json(folder_ / "config.json");
    }
    Config detect(const std::string& text) { return detect_config(weights_, read(text)); }
    void expect_fault(const std::string& text, std::string_view part) {
        expect_error(ErrorKind::Input, part, [&] { return detect(text).dim; });
    }

    TemporaryFolder folder_;
    tensor_io::WeightMap weights_ = golden("wan_tiny/weights_original.safetensors");
};

TEST_F(WanConfig, SizesComeFromTheTensors) {
    const Config config = detect(R"({"num_heads": 2})");
    EXPECT_EQ(config.dim, 64);
    EXPECT_EQ(config.ffn_dim, 128);
    EXPECT_EQ(config.freq_dim, 64);
    EXPECT_EQ(config.text_dim, 64);
    EXPECT_EQ(config.text_len, 512);
    EXPECT_EQ(config.in_channels, 16);
    EXPECT_EQ(config.out_channels, 16);
    EXPECT_EQ(config.heads, 2);
    EXPECT_EQ(config.layers, 5);
    EXPECT_FALSE(config.image_to_video());
    const Config image =
        detect_config(golden("wan_i2v_tiny/weights_original.safetensors"), two_heads());
    EXPECT_EQ(image.in_channels, 36);
    EXPECT_EQ(image.image_dim, 80);
    EXPECT_EQ(image.layers, 3);
}

TEST_F(WanConfig, BothSpellingsOfTheHeadCountAreRead) {
    EXPECT_EQ(detect(R"({"num_heads": 4})").heads, 4);
    EXPECT_EQ(detect(R"({"num_attention_heads": 4, "attention_head_dim": 16})").heads, 4);
    EXPECT_EQ(detect(R"({"attention_head_dim": 32})").heads, 2);
}

TEST_F(WanConfig, TellsWhatTensorsCannot) {
    const Config config = detect(R"({"num_heads": 2, "text_len": 77, "eps": 1e-5, "other": null})");
    EXPECT_EQ(config.text_len, 77);
    EXPECT_EQ(config.eps, 1e-5);
}

TEST_F(WanConfig, AHeadCountThatDoesNotFitIsRefused) {
    expect_fault("{}", "heads");  // the published head of 128 is wider than this model
    expect_fault(R"({"num_heads": 3})", "3 heads");
    expect_fault(R"({"num_heads": 64})", "64 heads");
    expect_fault(R"({"num_heads": 2, "attention_head_dim": 16})", "16");
    expect_fault(R"({"attention_head_dim": 48})", "48");
}

TEST_F(WanConfig, AConfigOfAnotherModelIsRefused) {
    expect_fault(R"({"num_heads": 2, "dim": 1536})", "1536");
    expect_fault(R"({"num_heads": 2, "num_layers": 30})", "30");
    expect_fault(R"({"num_heads": 2, "ffn_dim": 8960})", "8960");
}

TEST_F(WanConfig, MoreBlocksThanAnyModelHasAreRefused) {
    for (int block = 5; block <= kMostNumbered; ++block)
        weights_.add(fmt::format("blocks.{}.modulation", block), at::zeros({1, 6, 64}));
    expect_fault(R"({"num_heads": 2})", "has 257 blocks");
}

TEST_F(WanConfig, ADamagedFileIsRefused) {
    for (const char* text : {"", "{", "[]", "null", "3", "{\"num_heads\": 2"}) {
        expect_fault(text, "config.json");
    }
    for (const char* value :
         {"-2", "0", "2.5", "\"two\"", "[2]", "{}", "true", "99999999999999999999"}) {
        expect_fault(std::string("{\"num_heads\": ") + value + "}", "num_heads");
        expect_fault(std::string("{\"num_heads\": 2, \"text_len\": ") + value + "}", "text_len");
    }
    for (const char* value : {"-1e-6", "0", "\"small\"", "[1]", "true"}) {
        expect_fault(std::string("{\"num_heads\": 2, \"eps\": ") + value + "}", "eps");
    }
    expect_error(ErrorKind::Input, "none.json",
                 [&] { return read_config_json(folder_ / "none.json").origin; });
}

TEST(WanRopeAxes, TimeTakesWhatTheSidesLeave) {
    const auto axes = [](std::int64_t head_dim) {
        return Config{.dim = head_dim, .heads = 1}.rope_axes();
    };
    EXPECT_EQ(axes(128), (std::array<std::int64_t, 3>{44, 42, 42}));
    EXPECT_EQ(axes(32), (std::array<std::int64_t, 3>{12, 10, 10}));
    EXPECT_EQ(axes(48), (std::array<std::int64_t, 3>{16, 16, 16}));
    EXPECT_EQ(axes(6), (std::array<std::int64_t, 3>{2, 2, 2}));
    EXPECT_EQ(axes(64), (std::array<std::int64_t, 3>{24, 20, 20}));
}

}  // namespace
}  // namespace plumbline::models::wan
