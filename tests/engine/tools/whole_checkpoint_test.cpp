// SPDX-License-Identifier: GPL-3.0-or-later
// Files that hold a whole model: every part is found behind its prefix, complete, and what else
// they carry disturbs none.
#include "engine/tools/checkpoint_table.h"
#include "support/temporary_folder.h"
#include "tools/part_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>

namespace plumbline::tools::tests {
namespace {

using plumbline::tests::TemporaryFolder;

struct Part {
    const char* family;
    const char* prefix;
    std::int64_t parameters;
    std::vector<std::string> tables;
    std::map<std::string, std::int64_t> variables;
};

struct WholeFile {
    const char* name;
    Storing storing;
    const char* beside;
    std::vector<Part> parts;  // in the order of known prefixes
};

void PrintTo(const WholeFile& file, std::ostream* out) {
    *out << file.name;
}

const Part kFluxVae{"flux-ae", "vae.", 83'819'683, {"image-vae.original.txt"}, {{"z", 16}}};
const Part kClipOfFlux{"clip-text",
                       "text_encoders.clip_l.transformer.",
                       123'060'480,
                       {"clip-text.transformers.txt"},
                       {{"L", 12}}};
const Part kT5OfFlux{"t5",
                     "text_encoders.t5xxl.transformer.",
                     4'762'310'656,
                     {"t5.transformers.txt"},
                     {{"v", 32128}, {"L", 24}, {"B", 1}}};
const std::map<std::string, std::int64_t> kFlux{{"d", 3072}, {"B", 19}, {"S", 38}};

const std::vector<WholeFile>& whole_files() {
    static const std::vector<WholeFile> files{
        {"flux1-dev-fp8",
         Storing::Fp8,
         "flux-beside.txt",
         {{"flux-dev",
           "model.diffusion_model.",
           11'901'408'320,
           {"flux.original.txt", "flux-guidance.original.txt", "dual-stream.original.txt"},
           kFlux},
          kFluxVae,
          kClipOfFlux,
          kT5OfFlux}},
        {"flux1-schnell-fp8",
         Storing::Fp8,
         "flux-beside.txt",
         {{"flux-schnell",
           "model.diffusion_model.",
           11'891'178'560,
           {"flux.original.txt", "dual-stream.original.txt"},
           kFlux},
          kFluxVae,
          kClipOfFlux,
          kT5OfFlux}},
        {"v1-5-pruned-emaonly",
         Storing::F32,
         "ldm-beside.txt",
         {{"sd15-unet", "model.diffusion_model.", 859'520'964, {"unet.original.txt"}, {}},
          {"sd15-vae",
           "first_stage_model.",
           83'653'863,
           {"image-vae.original.txt", "image-vae-quant.txt"},
           {{"z", 4}}},
          {"clip-text",
           "cond_stage_model.transformer.",
           123'060'480,
           {"clip-text.transformers.txt"},
           {{"L", 12}}}}}};
    return files;
}

std::vector<TableEntry> tensors_of(const WholeFile& file) {
    std::vector<TableEntry> tensors = read_checkpoint_tables({file.beside}, {});
    for (const Part& part : file.parts) {
        for (TableEntry& entry : read_checkpoint_tables(part.tables, part.variables)) {
            entry.name = part.prefix + entry.name;
            tensors.push_back(std::move(entry));
        }
    }
    return tensors;
}

class WholeCheckpoint : public testing::TestWithParam<WholeFile> {};

TEST_P(WholeCheckpoint, HoldsItsPartsComplete) {
    const TemporaryFolder folder;
    const auto path =
        write_hollow_checkpoint(folder.path(), tensors_of(GetParam()), GetParam().storing);
    const std::vector<PartReport> found = describe_file(path);
    ASSERT_EQ(found.size(), GetParam().parts.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        const Part& part = GetParam().parts[i];
        EXPECT_EQ(found[i].family->id, part.family);
        EXPECT_EQ(found[i].prefix, part.prefix);
        EXPECT_EQ(found[i].parameters, part.parameters) << part.family;
        EXPECT_TRUE(found[i].names_checked) << part.family;
        EXPECT_EQ(found[i].missing, std::vector<std::string>{}) << part.family;
        EXPECT_EQ(found[i].unexpected, std::vector<std::string>{}) << part.family;
    }
}

TEST_P(WholeCheckpoint, TellsWhichPartLacksATensor) {
    const TemporaryFolder folder;
    std::vector<TableEntry> tensors = tensors_of(GetParam());
    // Of every part the last that is not needed to tell it.
    for (const Part& part : GetParam().parts) {
        const auto last =
            std::find_if(tensors.rbegin(), tensors.rend(), [&](const TableEntry& entry) {
                return entry.name.starts_with(part.prefix) && !entry.telling;
            });
        tensors.erase(std::next(last).base());
    }
    const auto path = write_hollow_checkpoint(folder.path(), tensors, GetParam().storing);
    for (const PartReport& part : describe_file(path))
        EXPECT_EQ(part.missing.size(), 1U) << part.prefix;
}

INSTANTIATE_TEST_SUITE_P(All,
                         WholeCheckpoint,
                         testing::ValuesIn(whole_files()),
                         [](const auto& info) {
                             std::string name = info.param.name;
                             std::ranges::replace(name, '-', '_');
                             return name;
                         });

}  // namespace
}  // namespace plumbline::tools::tests
