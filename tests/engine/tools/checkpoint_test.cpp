// SPDX-License-Identifier: GPL-3.0-or-later
// Every published checkpoint that the engine loads, by the names and shapes of its tensors: found,
// complete, of its size in memory, and anything missing or too much named.
#include "engine/tools/checkpoint_list.h"
#include "support/temporary_folder.h"
#include "tools/inspect.h"
#include "tools/part_report.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ranges>
#include <set>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;
using plumbline::tests::TemporaryFolder;
using testing::HasSubstr;

class PublishedCheckpoint : public testing::TestWithParam<PublishedFile> {
protected:
    [[nodiscard]] std::filesystem::path write(std::vector<TableEntry> tensors) const {
        return GetParam().write(folder_.path(), std::move(tensors));
    }
    /// The report of a file with these tensors.
    [[nodiscard]] PartReport report(std::vector<TableEntry> tensors) const {
        const auto parts = describe_file(write(std::move(tensors)));
        EXPECT_EQ(parts.size(), 1U);
        return parts.front();
    }
    /// Without the prefix, which reports give apart where it is one of another program.
    [[nodiscard]] static std::set<std::string> bare(const std::vector<std::string>& names) {
        std::set<std::string> result;
        for (const std::string& name : names) {
            const std::string& prefix = GetParam().prefix;
            result.insert(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
        }
        return result;
    }

    TemporaryFolder folder_;
};

/// Bytes in memory of a part that computes in f32 or bf16. Denoisers keep 8-bit matrices in 8 bits;
/// encoders keep all matrices as they are stored where they compute in f32, on the CPU.
double expected_bytes(const PublishedFile& file, const std::string& part, bool f32) {
    double bytes = 0;
    for (const TableEntry& entry : file.entries()) {
        const bool encoder_matrix = part.ends_with("encoder") && entry.shape.size() == 2;
        const bool small = part == "denoiser" && is_eight_bit_matrix(entry, file.storing);
        const bool as_stored = small || (encoder_matrix && f32);
        bytes += static_cast<double>(as_stored ? stored_bytes(entry, file.storing)
                                               : entry.elements() * (f32 ? 4 : 2));
    }
    return bytes;
}

TEST_P(PublishedCheckpoint, IsFoundCompleteAndOfItsSize) {
    const std::vector<TableEntry> tensors = GetParam().entries();
    std::int64_t parameters = 0;
    for (const TableEntry& entry : tensors) parameters += entry.elements();
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
    for (const char* dtype : {"f32", "bf16"}) {
        const double expected = expected_bytes(GetParam(), part["part"], dtype[0] == 'f');
        EXPECT_NEAR(part["memory_bytes"][dtype].get<double>() / expected, 1.0, 0.05) << dtype;
    }
}

TEST_P(PublishedCheckpoint, NamesEveryTensorThatIsMissing) {
    // One of every line that does not tell the kind, each of another block.
    std::map<std::size_t, std::vector<std::string>> names_of_pattern;
    std::vector<TableEntry> kept = GetParam().entries();
    for (const TableEntry& entry : kept) {
        if (!entry.telling) names_of_pattern[entry.pattern].push_back(entry.name);
    }
    std::set<std::string> left_out;
    for (const auto& [pattern, names] : names_of_pattern)
        left_out.insert(names.size() == 1 ? names[0] : names[1 + pattern % (names.size() - 1)]);
    ASSERT_GE(left_out.size(), 6U);
    std::erase_if(kept, [&](const TableEntry& entry) { return left_out.contains(entry.name); });
    const PartReport found = report(kept);
    EXPECT_EQ(found.family->id, GetParam().family);
    EXPECT_EQ(found.missing.size(), left_out.size());
    EXPECT_EQ(found.unexpected, std::vector<std::string>{});
    if (GetParam().faults_in_its_names) {
        EXPECT_EQ(bare(found.missing), left_out);
    }
}

TEST_P(PublishedCheckpoint, NamesEveryTensorThatIsTooMuchOrMisshapen) {
    std::vector<TableEntry> tensors = GetParam().entries();
    // The last: sizes are read from the first.
    auto from_the_end = tensors | std::views::reverse;
    const auto misshapen = std::ranges::find_if(from_the_end, [](const TableEntry& entry) {
        return !entry.telling && entry.shape.size() == 1 && !entry.name.ends_with("bias");
    });
    std::size_t expected = 2;
    if (misshapen != from_the_end.end()) {
        misshapen->shape[0] += 1;
        ++expected;
    }
    tensors.push_back({.name = "surprise.weight", .shape = {3, 5}});
    tensors.push_back({.name = "blocks.0.surprise", .shape = {3}});
    const PartReport found = report(tensors);
    EXPECT_EQ(found.missing, std::vector<std::string>{});
    ASSERT_EQ(found.unexpected.size(), expected) << testing::PrintToString(found.unexpected);
    EXPECT_THAT(found.unexpected, testing::Contains("surprise.weight"));
    EXPECT_THAT(found.unexpected, testing::Contains("blocks.0.surprise"));
    if (expected == 3) {
        EXPECT_THAT(found.unexpected, testing::Contains(HasSubstr("should be [")));
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         PublishedCheckpoint,
                         testing::ValuesIn(published_files()),
                         [](const auto& info) {
                             std::string name = info.param.name;
                             std::ranges::replace_if(
                                 name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
                             return name;
                         });

}  // namespace
}  // namespace plumbline::tools::tests
