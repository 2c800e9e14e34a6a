// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/library_scan.h"

#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "support/tiny_families.h"
#include "support/tiny_model.h"
#include "tools/system_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace plumbline::tools::tests {
namespace {

namespace fs = std::filesystem;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

api::LibraryEvent scan(const fs::path& folder) {
    return scan_library({.folders = {folder.string()}, .known = {}}, {},
                        [](int, const std::string&) {});
}

std::vector<std::string> kinds(const api::LibraryEvent& event) {
    std::vector<std::string> kinds;
    for (const api::LibraryPart& part : event.parts) kinds.push_back(part.family);
    std::ranges::sort(kinds);
    return kinds;
}

class LibraryScan : public testing::Test {
protected:
    void SetUp() override {
        fs::create_directories(folder_ / "models/wan");
        plumbline::tests::make_original_model(folder_ / "models/wan");
    }
    TemporaryFolder folder_;
};

TEST_F(LibraryScan, FindsEveryPartOfAModelInItsFolders) {
    const auto event = scan(folder_ / "models");
    EXPECT_THAT(kinds(event), ElementsAre("sentencepiece", "umt5", "wan-t2v", "wan-vae"));
    EXPECT_TRUE(event.troubles.empty());
    const auto models = api::library_models(event.parts);
    ASSERT_EQ(models.size(), 1U);
    EXPECT_EQ(models[0].name, "wan");
    EXPECT_TRUE(models[0].complete());
}

TEST_F(LibraryScan, AsDiffusersLaysItOutToo) {
    plumbline::tests::make_diffusers_model(folder_ / "other");
    const auto models = api::library_models(scan(folder_ / "other").parts);
    ASSERT_EQ(models.size(), 1U);
    EXPECT_EQ(models[0].name, "other");
    EXPECT_TRUE(models[0].complete());
}

TEST_F(LibraryScan, FindsTheTokenizersOfTwoEncodersInOneFolder) {
    plumbline::tests::make_comfyui_schnell(folder_ / "comfyui");
    const auto event = scan(folder_ / "comfyui");
    EXPECT_THAT(kinds(event),
                ElementsAre("bpe", "clip-text", "flux-ae", "flux-schnell", "sentencepiece", "t5"));
    const auto models = api::library_models(event.parts);
    ASSERT_EQ(models.size(), 1U);
    EXPECT_TRUE(models[0].complete());
    EXPECT_TRUE(models[0].supported);
}

TEST_F(LibraryScan, FollowsLinksButNeverInCircles) {
    fs::create_directory_symlink(folder_ / "models", folder_ / "models/wan/up");
    fs::create_directory_symlink(".", folder_ / "models/self");
    fs::create_symlink(folder_ / "nowhere", folder_ / "models/broken.safetensors");
    fs::create_directory_symlink("/", folder_ / "models/everything");
    fs::create_directories(folder_ / "links");
    fs::create_directory_symlink(folder_ / "models/wan", folder_ / "links/wan");
    EXPECT_EQ(scan(folder_ / "models").parts.size(), 4U);
    EXPECT_EQ(scan(folder_ / "links").parts.size(), 4U);
}

TEST_F(LibraryScan, ABadFileIsSaidAndHidesNoOther) {
    std::ofstream(folder_ / "models/empty.safetensors");
    std::ofstream(folder_ / "models/page.pth") << "<html>not found</html>";
    std::ofstream(folder_ / "models/.hidden.safetensors") << "x";
    const auto event = scan(folder_ / "models");
    EXPECT_EQ(event.parts.size(), 4U);
    ASSERT_EQ(event.troubles.size(), 2U);
    EXPECT_THAT(event.troubles[0].path, HasSubstr("empty.safetensors"));
    EXPECT_THAT(event.troubles[1].message, HasSubstr("web page"));
}

TEST_F(LibraryScan, ReadsHeadersOnly) {
    // Behind its header the file is a hole of 64 GB: reading it would take a minute.
    const fs::path file = folder_ / "models/huge.safetensors";
    const std::string header =
        R"({"decoder.upsamples.0.upsamples.0.residual.0.gamma":{"dtype":"F32","shape":[16000000000],"data_offsets":[0,64000000000]}})";
    const std::uint64_t length = header.size();
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(&length), sizeof length)
        .write(header.data(), static_cast<std::streamsize>(length));
    fs::resize_file(file, 8 + length + 64'000'000'000);
    const auto event = scan(folder_ / "models");
    const auto found = std::ranges::find(event.parts, "wan22-vae", &api::LibraryPart::family);
    ASSERT_NE(found, event.parts.end());
    EXPECT_EQ(found->bytes, 64'000'000'000);
}

TEST_F(LibraryScan, StopsWhereItIsAskedTo) {
    int asked = 0;
    const Checkpoint checkpoint([&asked] {
        if (++asked == 3) throw Cancelled{};
    });
    EXPECT_THROW(
        static_cast<void>(scan_library({.folders = {(folder_ / "models").string()}, .known = {}},
                                       checkpoint, [](int, const std::string&) {})),
        Cancelled);
}

TEST_F(LibraryScan, TellsHowFarItIs) {
    std::vector<int> counts;
    static_cast<void>(
        scan_library({.folders = {(folder_ / "models").string()}, .known = {}}, {},
                     [&](int files, const std::string&) { counts.push_back(files); }));
    EXPECT_THAT(counts, ElementsAre(1, 2, 3));
}

TEST_F(LibraryScan, SaysWhichKnownFilesAreGone) {
    const std::string there = (folder_ / "models/wan").string(), gone = folder_ / "gone.pth";
    const auto event =
        scan_library({.folders = {}, .known = {there, gone}}, {}, [](int, const std::string&) {});
    EXPECT_THAT(event.vanished, ElementsAre(gone));
    expect_error(ErrorKind::Input, "no folder", [&] { return scan(folder_ / "none"); });
}

TEST(SystemReport, SpeaksOfProcessorLibrariesAndFolders) {
    const TemporaryFolder folder;
    const ToolReport report =
        describe_system({.folders = {folder.path().string(), "/proc/nowhere"}});
    const auto json = nlohmann::json::parse(report.json);
    EXPECT_GT(json["cpu"]["cores"], 0);
    EXPECT_GT(json["memory"]["available_bytes"], 0);
    EXPECT_THAT(json["torch"]["version"].get<std::string>(), testing::MatchesRegex("[0-9.]+.*"));
    EXPECT_EQ(json["cuda"]["available"].get<bool>(), json["cuda"]["why_not"].is_null());
    EXPECT_GT(json["encoders"]["present"].size(), 0U);
    EXPECT_EQ(json["folders"][0]["writable"], true);
    EXPECT_GT(json["folders"][0]["free_bytes"], 0);
    bool warned = false;
    for (const auto& line : json["advice"])
        warned = warned || line.get<std::string>().find("/proc/nowhere") != std::string::npos;
    EXPECT_TRUE(warned);
    EXPECT_GE(report.lines.size(), 8U);
    EXPECT_FALSE(report.failed);
}

}  // namespace
}  // namespace plumbline::tools::tests
