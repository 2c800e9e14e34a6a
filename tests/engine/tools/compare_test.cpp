// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/compare.h"

#include "media/frame_sink.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plumbline::tools {
namespace {

using nlohmann::json;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;
using testing::Contains;
using testing::HasSubstr;

/// Three frames of 16 x 16, a ramp brightened by `extra`, as a folder of PNGs.
std::string write_pictures(const TemporaryFolder& folder, const std::string& name, int extra) {
    const std::string path = (folder / name).string() + "/";
    const auto sink = media::open_output(path, {.width = 16, .height = 16, .frames = 3});
    for (int i = 0; i < 3; ++i) {
        auto frame = std::make_shared<api::Image>();
        frame->width = frame->height = 16;
        for (int p = 0; p < 16 * 16 * 3; ++p) {
            frame->pixels.push_back(static_cast<std::uint8_t>((p / 4 + i + extra) % 200));
        }
        sink->write(frame);
    }
    sink->finish({});
    return path;
}

std::string write_latents(const TemporaryFolder& folder,
                          const std::string& name,
                          const std::vector<std::pair<std::string, at::Tensor>>& tensors) {
    const auto path = folder / name;
    tensor_io::write_safetensors(path, tensors);
    return path.string();
}

ToolReport compare_now(const std::string& a,
                       const std::string& b,
                       const std::vector<std::string>& metrics = {}) {
    return compare({.a = a, .b = b, .metrics = metrics}, {});
}

TEST(ComparePictures, EqualOnesAreIdentical) {
    const TemporaryFolder folder;
    const auto a = write_pictures(folder, "a", 0);
    const ToolReport report = compare_now(a, write_pictures(folder, "b", 0));
    const json result = json::parse(report.json);
    EXPECT_TRUE(result["psnr"].is_null());
    EXPECT_EQ(result["identical"], true);
    EXPECT_EQ(result["ssim"], 1.0);
    EXPECT_EQ(result["frames"], 3);
    EXPECT_THAT(report.lines, Contains(HasSubstr("inf")));
    EXPECT_FALSE(report.failed);
}

TEST(ComparePictures, DifferentOnesHaveFiniteMetrics) {
    const TemporaryFolder folder;
    const auto a = write_pictures(folder, "a", 0);
    const auto b = write_pictures(folder, "b", 1);
    const json both = json::parse(compare_now(a, b).json);
    EXPECT_EQ(both["identical"], false);
    EXPECT_GT(both["psnr"].get<double>(), 20.0);
    EXPECT_LT(both["ssim"].get<double>(), 1.0);
    EXPECT_EQ(both["psnr_per_frame"].size(), 3U);
    EXPECT_FALSE(json::parse(compare_now(a, b, {"psnr"}).json).contains("ssim"));
    EXPECT_FALSE(json::parse(compare_now(a, b, {"ssim"}).json).contains("psnr"));
}

TEST(CompareLatents, GivesDifferencesOverTheRange) {
    const TemporaryFolder folder;
    const at::Tensor b = at::linspace(-1, 1, 5);
    const auto path_a = write_latents(folder, "a.safetensors", {{"latents", b + 0.02}});
    const auto path_b = write_latents(folder, "b.safetensors", {{"latents", b}});
    const json result = json::parse(compare_now(path_a, path_b).json);
    const json& tensor = result["tensors"][0];
    EXPECT_EQ(tensor["name"], "latents");
    EXPECT_NEAR(tensor["max_difference"].get<double>(), 0.02, 1e-6);
    EXPECT_NEAR(tensor["relative_difference"].get<double>(), 0.02, 1e-6);
    EXPECT_NEAR(tensor["psnr"].get<double>(), 40.0, 1e-3);
    EXPECT_EQ(result["identical"], false);
}

TEST(CompareLatents, EqualOnesAreIdenticalAndExtrasAreNamed) {
    const TemporaryFolder folder;
    const at::Tensor x = at::linspace(-1, 1, 5);
    const auto a = write_latents(folder, "a.safetensors", {{"latents", x}});
    EXPECT_EQ(json::parse(compare_now(a, a).json)["identical"], true);
    const auto b = write_latents(folder, "b.safetensors", {{"latents", x}, {"noise", x}});
    const ToolReport report = compare_now(a, b);
    EXPECT_EQ(json::parse(report.json)["identical"], false);
    EXPECT_THAT(report.lines, Contains(HasSubstr("noise  only in")));
}

TEST(CompareFault, WhatCannotBeComparedIsAUsageError) {
    const TemporaryFolder folder;
    const auto latents = write_latents(folder, "a.safetensors", {{"latents", at::zeros({2})}});
    const auto other = write_latents(folder, "b.safetensors", {{"latents", at::zeros({3})}});
    const auto stranger = write_latents(folder, "c.safetensors", {{"frames", at::zeros({2})}});
    const auto pictures = write_pictures(folder, "pictures", 0);
    expect_error(ErrorKind::Usage, "lpips",
                 [&] { return compare_now(latents, latents, {"lpips"}); });
    expect_error(ErrorKind::Usage, "[2]", [&] { return compare_now(latents, other); });
    expect_error(ErrorKind::Usage, "in common", [&] { return compare_now(latents, stranger); });
    expect_error(ErrorKind::Usage, "pictures", [&] { return compare_now(latents, pictures); });
    expect_error(ErrorKind::Input, "absent",
                 [&] { return compare_now(pictures, (folder / "absent").string()); });
}

}  // namespace
}  // namespace plumbline::tools
