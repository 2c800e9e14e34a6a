// SPDX-License-Identifier: GPL-3.0-or-later
#include "layering/include_rules.h"
#include "layering/source_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

namespace plumbline::layering {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Layering, EveryIncludeIsAnAllowedEdge) {
    std::vector<std::string> complaints;
    const std::vector<SourceFile> files = source_files({"engine", "ui", "app"});
    ASSERT_GT(files.size(), 50u) << "the sources were not found";
    for (const SourceFile& file : files) {
        for (std::string& complaint : forbidden_edges(file))
            complaints.push_back(std::move(complaint));
    }
    std::string report;
    for (const std::string& complaint : complaints) report += complaint + "\n";
    EXPECT_TRUE(complaints.empty()) << report
                                    << "A new edge needs a line in docs/architecture.md and in "
                                       "tests/layering/include_rules.cpp, with the reason.";
}

TEST(Layering, EveryFolderOfTheEngineHasARule) {
    std::set<std::string> ruled;
    for (const Room& room : rooms()) ruled.emplace(room.folder);
    for (const auto& entry : std::filesystem::directory_iterator(repository_root() / "engine")) {
        if (!entry.is_directory()) continue;
        EXPECT_TRUE(ruled.contains("engine/" + entry.path().filename().string())) << entry.path();
    }
}

TEST(Layering, RulesFormNoCircle) {
    // A layer may only name layers above it in the table, which is the order of the build.
    std::set<std::string_view> above;
    for (const Room& room : rooms()) {
        for (const std::string_view layer : room.layers) {
            EXPECT_TRUE(above.contains(layer)) << room.folder << " names " << layer << " too early";
        }
        if (room.folder.starts_with("engine/")) above.insert(room.folder.substr(7));
    }
}

TEST(Layering, FindsAMadeUpBadEdge) {
    struct Case {
        const char* path;
        const char* text;
        const char* wrong;
    };
    const Case cases[] = {
        {"engine/cache/x.cpp", "#include <QString>\n", "the library qt"},
        {"engine/cache/x.cpp", "#include \"pipeline/generator.h\"\n", "the layer pipeline"},
        {"engine/cache/x.cpp", "#include <torch/torch.h>\n", "the library torch"},
        {"engine/api/x.h", "#include <nlohmann/json.hpp>\n", "the library json"},
        {"engine/api/x.h", "#include <ATen/ATen.h>\n", "the library aten"},
        {"engine/base/x.h", "#include \"api/events.h\"\n", "the layer api"},
        {"engine/media/x.cpp", "#include <ATen/ATen.h>\n", "the library aten"},
        {"engine/cuda/x.cu", "#include <ATen/ATen.h>\n", "never sees Torch"},
        {"engine/cuda/x.cu", "#include <c10/util/Half.h>\n", "never sees Torch"},
        {"ui/plots/x.cpp", "#include <libavcodec/avcodec.h>\n", "the library ffmpeg"},
        {"ui/plots/x.cpp", "#include <cuda_runtime.h>\n", "the library cuda"},
        {"ui/plots/x.cpp", "#include \"cache/policy.h\"\n", "the layer cache"},
        {"app/cli/x.cpp", "#include \"cache/policy.h\"\n", "the layer cache"},
        {"app/cli/x.cpp", "#include <QApplication>\n", "the library qt"},
        {"engine/vae/x.cpp", "#include <boost/any.hpp>\n", "no library that the rules know"},
        {"engine/vae/x.cpp", "#include \"fmt/format.h\"\n", "go in <>"},
        {"engine/elsewhere/x.cpp", "", "no folder that the rules know"},
    };
    for (const Case& c : cases) {
        const std::vector<std::string> complaints = forbidden_edges({c.path, c.text});
        EXPECT_THAT(complaints, ElementsAre(HasSubstr(c.wrong))) << c.path << ": " << c.text;
    }
}

TEST(Layering, AcceptsMadeUpGoodEdges) {
    const SourceFile good[] = {
        {"engine/cache/x.cpp",
         "#include \"models/denoiser.h\"\n#include <ATen/ATen.h>\n#include <vector>\n"},
        {"engine/cuda/x.cu", "#include <cuda_runtime.h>\n#include <cstdint>\n"},
        {"app/train/x.cpp", "#include \"train/data.h\"\n#include <torch/optim.h>\n"},
        {"app/cli/x.cpp",
         "#include \"cli/options.h\"\n#include <CLI/CLI.hpp>\n#include \"api/engine.h\"\n"},
        {"ui/plots/x.cpp",
         "#include \"plots/run_series.h\"\n#include <QWidget>\n#include \"api/events.h\"\n"},
    };
    for (const SourceFile& file : good) EXPECT_THAT(forbidden_edges(file), IsEmpty()) << file.path;
}

TEST(IncludesOf, ReadsSpacedLinesAndLeavesOutComments) {
    const std::vector<Include> includes =
        includes_of("// #include <a>\n  #  include  <b/c.h>  // why\n#define X\n#include \"d.h\"");
    ASSERT_EQ(includes.size(), 2u);
    EXPECT_EQ(includes[0].header, "b/c.h");
    EXPECT_FALSE(includes[0].quoted);
    EXPECT_EQ(includes[0].line, 2);
    EXPECT_EQ(includes[1].header, "d.h");
    EXPECT_TRUE(includes[1].quoted);
    EXPECT_EQ(includes[1].line, 4);
}

}  // namespace
}  // namespace plumbline::layering
