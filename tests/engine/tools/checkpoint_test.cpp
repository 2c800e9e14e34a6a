// SPDX-License-Identifier: GPL-3.0-or-later
// Every published checkpoint that the engine loads, by the names and shapes of its tensors: found,
// complete, and anything missing or too much named.
#include "engine/tools/checkpoint_table.h"
#include "engine/tools/golden_manifest.h"
#include "support/temporary_folder.h"
#include "tools/inspect.h"
#include "tools/part_report.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <set>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;
using plumbline::tests::TemporaryFolder;
using testing::HasSubstr;

struct Checkpoint {
    const char* name;
    std::vector<std::string> tables;
    std::map<std::string, std::int64_t> variables;
    const char* family;
    const char* naming;
    std::int64_t parameters;  // as published
    Storing storing = Storing::Bf16;
    std::size_t shards = 1;
    const char* prefix = "";
    bool canonical = false;  // the naming that faults are told in
    Container container = Container::Safetensors;
};

void PrintTo(const Checkpoint& checkpoint, std::ostream* out) {
    *out << checkpoint.name;
}

const std::map<std::string, std::int64_t> kSmallWan{{"d", 1536}, {"f", 8960}, {"L", 30}, {"c", 16}};
const std::map<std::string, std::int64_t> kLargeWan{{"d", 5120},
                                                    {"f", 13824},
                                                    {"L", 40},
                                                    {"c", 16}};
const std::map<std::string, std::int64_t> kImageWan{{"d", 5120},
                                                    {"f", 13824},
                                                    {"L", 40},
                                                    {"c", 36}};
const std::map<std::string, std::int64_t> kUmt5{{"v", 256384}, {"L", 24}, {"B", 24}};
const std::map<std::string, std::int64_t> kT5{{"v", 32128}, {"L", 24}, {"B", 1}};

// Source: engine specification 1.1 (files), 2 (sizes), 7 (counts).
const std::vector<Checkpoint>& checkpoints() {
    static const std::vector<Checkpoint> list{
        {.name = "wan2.1-t2v-1.3B",
         .tables = {"wan.original.txt"},
         .variables = kSmallWan,
         .family = "wan-t2v",
         .naming = "original",
         .parameters = 1'418'996'800,
         .storing = Storing::F32,
         .canonical = true},
        {.name = "wan2.1-t2v-1.3B, diffusers",
         .tables = {"wan.diffusers.txt"},
         .variables = kSmallWan,
         .family = "wan-t2v",
         .naming = "diffusers",
         .parameters = 1'418'996'800,
         .storing = Storing::F32,
         .shards = 2},
        {.name = "wan2.1-t2v-14B, in shards",
         .tables = {"wan.original.txt"},
         .variables = kLargeWan,
         .family = "wan-t2v",
         .naming = "original",
         .parameters = 14'288'491'584,
         .storing = Storing::F32,
         .shards = 6,
         .canonical = true},
        {.name = "wan2.1-t2v-14B fp8_e4m3fn",
         .tables = {"wan.original.txt"},
         .variables = kLargeWan,
         .family = "wan-t2v",
         .naming = "original",
         .parameters = 14'288'491'584,
         .storing = Storing::Fp8,
         .canonical = true},
        {.name = "wan2.1-t2v-14B fp8_scaled, prefixed",
         .tables = {"wan.original.txt"},
         .variables = kLargeWan,
         .family = "wan-t2v",
         .naming = "original",
         .parameters = 14'288'491'584,
         .storing = Storing::Fp8Scaled,
         .prefix = "model.diffusion_model.",
         .canonical = true},
        {.name = "wan2.1-i2v-14B",
         .tables = {"wan.original.txt", "wan-i2v.original.txt"},
         .variables = kImageWan,
         .family = "wan-i2v",
         .naming = "original",
         .parameters = 16'394'878'784,
         .storing = Storing::F16,
         .canonical = true},
        {.name = "wan2.1-i2v-14B, diffusers",
         .tables = {"wan.diffusers.txt", "wan-i2v.diffusers.txt"},
         .variables = kImageWan,
         .family = "wan-i2v",
         .naming = "diffusers",
         .parameters = 16'394'878'784,
         .shards = 14},
        {.name = "umt5-xxl, pth",
         .tables = {"umt5.original.txt"},
         .variables = kUmt5,
         .family = "t5",
         .naming = "original",
         .parameters = 5'680'910'336,
         .canonical = true,
         .container = Container::TorchZip},
        {.name = "umt5-xxl fp8_scaled, transformers",
         .tables = {"t5.transformers.txt"},
         .variables = kUmt5,
         .family = "t5",
         .naming = "transformers",
         .parameters = 5'680'910'336,
         .storing = Storing::Fp8Scaled},
        {.name = "t5xxl fp8, described",
         .tables = {"t5.transformers.txt"},
         .variables = kT5,
         .family = "t5",
         .naming = "transformers",
         .parameters = 4'762'310'656,
         .storing = Storing::Fp8Described,
         .prefix = "text_encoders.t5xxl.transformer."},
        {.name = "wan2.1 vae",
         .tables = {"wan-vae.original.txt"},
         .variables = {},
         .family = "wan-vae",
         .naming = "original",
         .parameters = 126'892'531,
         .canonical = true},
        {.name = "wan2.1 vae, pth",
         .tables = {"wan-vae.original.txt"},
         .variables = {},
         .family = "wan-vae",
         .naming = "original",
         .parameters = 126'892'531,
         .storing = Storing::F32,
         .canonical = true,
         .container = Container::TorchZip},
        {.name = "hunyuanvideo vae, pt",
         .tables = {"hunyuan-vae.txt"},
         .variables = {},
         .family = "hunyuan-vae",
         .naming = "original",
         .parameters = 246'478'803,
         .storing = Storing::F16,
         .prefix = "vae.",
         .canonical = true,
         .container = Container::TorchZip},
        {.name = "wan2.1 vae, diffusers",
         .tables = {"wan-vae.diffusers.txt"},
         .variables = {},
         .family = "wan-vae",
         .naming = "diffusers",
         .parameters = 126'892'531,
         .storing = Storing::F32},
        {.name = "hunyuanvideo vae, prefixed",
         .tables = {"hunyuan-vae.txt"},
         .variables = {},
         .family = "hunyuan-vae",
         .naming = "original",
         .parameters = 246'478'803,
         .storing = Storing::F16,
         .prefix = "vae.",
         .canonical = true},
        {.name = "flux.1 ae",
         .tables = {"image-vae.original.txt"},
         .variables = {{"z", 16}},
         .family = "flux-ae",
         .naming = "original",
         .parameters = 83'819'683,
         .storing = Storing::F32},
        {.name = "flux.1 vae, diffusers",
         .tables = {"image-vae.diffusers.txt"},
         .variables = {{"z", 16}},
         .family = "flux-ae",
         .naming = "diffusers",
         .parameters = 83'819'683,
         .canonical = true},
        {.name = "sd1.5 vae",
         .tables = {"image-vae.original.txt", "image-vae-quant.txt"},
         .variables = {{"z", 4}},
         .family = "sd15-vae",
         .naming = "original",
         .parameters = 83'653'863,
         .storing = Storing::F16,
         .prefix = "first_stage_model."},
        {.name = "sd1.5 vae, diffusers",
         .tables = {"image-vae.diffusers.txt", "image-vae-quant.txt"},
         .variables = {{"z", 4}},
         .family = "sd15-vae",
         .naming = "diffusers",
         .parameters = 83'653'863,
         .storing = Storing::F32,
         .canonical = true}};
    return list;
}

class PublishedCheckpoint : public testing::TestWithParam<Checkpoint> {
protected:
    [[nodiscard]] static std::vector<TableEntry> entries() {
        return read_checkpoint_tables(GetParam().tables, GetParam().variables);
    }
    /// The report of a file with these tensors.
    [[nodiscard]] PartReport report(std::vector<TableEntry> tensors) const {
        const auto path = write(std::move(tensors));
        const auto parts = describe_file(path);
        EXPECT_EQ(parts.size(), 1U);
        return parts.front();
    }
    [[nodiscard]] std::filesystem::path write(std::vector<TableEntry> tensors) const {
        for (TableEntry& entry : tensors) entry.name = GetParam().prefix + entry.name;
        return write_hollow_checkpoint(folder_.path(), tensors, GetParam().storing,
                                       GetParam().shards, GetParam().container);
    }

    TemporaryFolder folder_;
};

TEST_P(PublishedCheckpoint, IsFoundCompleteAndOfItsSize) {
    const std::vector<TableEntry> tensors = entries();
    std::int64_t parameters = 0, eight_bits = 0;
    for (const TableEntry& entry : tensors) {
        parameters += entry.elements();
        if (is_eight_bit_matrix(entry)) eight_bits += entry.elements();
    }
    ASSERT_EQ(parameters, GetParam().parameters) << "the table is not the published model";
    const json result = json::parse(inspect({.path = write(tensors).string()}, {}).json);
    ASSERT_EQ(result["parts"].size(), 1U);
    const json& part = result["parts"][0];
    EXPECT_EQ(part["family"], GetParam().family);
    EXPECT_EQ(part["naming"], GetParam().naming);
    EXPECT_EQ(part["loadable"], true);
    EXPECT_EQ(part["parameters"], parameters);
    EXPECT_EQ(part["missing"], json::array());
    EXPECT_EQ(part["unexpected"], json::array());
    const bool stays_small = GetParam().storing >= Storing::Fp8 && part["part"] == "denoiser";
    if (!stays_small) eight_bits = 0;
    for (const auto& [dtype, size] : {std::pair("f32", 4.0), std::pair("bf16", 2.0)}) {
        const double expected =
            static_cast<double>(parameters - eight_bits) * size + static_cast<double>(eight_bits);
        EXPECT_NEAR(part["memory_bytes"][dtype].get<double>() / expected, 1.0, 0.05) << dtype;
    }
}

TEST_P(PublishedCheckpoint, NamesEveryTensorThatIsMissing) {
    // One of every line that does not tell the kind, each of another block.
    std::map<std::size_t, std::vector<std::string>> names_of_pattern;
    std::vector<TableEntry> kept = entries();
    for (const TableEntry& entry : kept) {
        if (!entry.telling) names_of_pattern[entry.pattern].push_back(entry.name);
    }
    std::set<std::string> left_out;
    for (const auto& [pattern, names] : names_of_pattern)
        left_out.insert(names.size() == 1 ? names[0] : names[1 + pattern % (names.size() - 1)]);
    ASSERT_GE(left_out.size(), 6U);
    std::erase_if(kept, [&](const TableEntry& entry) { return left_out.contains(entry.name); });
    const PartReport found = report(kept);
    EXPECT_EQ(found.family->id, std::string(GetParam().family));
    EXPECT_EQ(found.missing.size(), left_out.size());
    EXPECT_EQ(found.unexpected, std::vector<std::string>{});
    if (GetParam().canonical) {
        EXPECT_EQ(std::set<std::string>(found.missing.begin(), found.missing.end()), left_out);
    }
}

TEST_P(PublishedCheckpoint, NamesEveryTensorThatIsTooMuchOrMisshapen) {
    std::vector<TableEntry> tensors = entries();
    const auto misshapen = std::ranges::find_if(tensors, [](const TableEntry& entry) {
        return !entry.telling && entry.shape.size() == 1 && entry.name.ends_with("bias") == false;
    });
    std::size_t expected = 2;
    if (misshapen != tensors.end()) {
        misshapen->shape[0] += 1;
        ++expected;
    }
    tensors.push_back({.name = "surprise.weight", .shape = {3, 5}});
    tensors.push_back({.name = "blocks.0.surprise", .shape = {3}});
    const PartReport found = report(tensors);
    EXPECT_EQ(found.missing, std::vector<std::string>{});
    ASSERT_EQ(found.unexpected.size(), expected) << fmt::format("{}", found.unexpected.size());
    EXPECT_THAT(found.unexpected, testing::Contains("surprise.weight"));
    EXPECT_THAT(found.unexpected, testing::Contains("blocks.0.surprise"));
    if (expected == 3) {
        EXPECT_THAT(found.unexpected, testing::Contains(HasSubstr("should be [")));
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         PublishedCheckpoint,
                         testing::ValuesIn(checkpoints()),
                         [](const auto& info) {
                             std::string name = info.param.name;
                             std::ranges::replace_if(
                                 name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
                             return name;
                         });

}  // namespace
}  // namespace plumbline::tools::tests
