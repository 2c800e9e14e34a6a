// SPDX-License-Identifier: GPL-3.0-or-later
#include "layering/source_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace plumbline::layering {
namespace {

constexpr int kMostLines = 400;

/// Tables: data that is written as source, and has no better place to be split.
const std::set<std::string> kTables = {
    "engine/text/html_entities.cpp",  // the named character references of HTML 5
    "ui/support/engine_text.cpp",     // every text of the engine that is translated
};

/// What lies in the repository's root, all of it and nothing else.
const std::set<std::string> kTopLevel = {
    ".ci",
    ".clang-format",
    ".clang-tidy",
    ".gitattributes",
    ".gitignore",
    "CHANGELOG.md",
    "CMakeLists.txt",
    "CMakePresets.json",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.md",
    "app",
    "docs",
    "engine",
    "packaging",
    "resources",
    "tests",
    "ui",
};

/// What a working copy may hold besides, none of it tracked.
bool is_local(const std::string& name) {
    static const std::set<std::string> local = {
        ".git", ".cache", ".idea", ".vscode", "CMakeUserPresets.json", "compile_commands.json",
        "out"};
    return local.contains(name) || name.starts_with("build") || name.ends_with(".part");
}

TEST(SourceForm, EveryFileBeginsWithItsLicence) {
    for (const SourceFile& file : source_files({"engine", "ui", "app", "tests"})) {
        EXPECT_TRUE(file.text.starts_with("// SPDX-License-Identifier: GPL-3.0-or-later\n"))
            << file.path;
    }
}

TEST(SourceForm, NoFileIsLong) {
    for (const SourceFile& file : source_files({"engine", "ui", "app", "tests"})) {
        if (kTables.contains(file.path)) continue;
        EXPECT_LE(line_count(file.text), kMostLines) << file.path << ": split it";
    }
}

TEST(SourceForm, ListedTablesExist) {
    for (const std::string& table : kTables) {
        EXPECT_TRUE(std::filesystem::exists(repository_root() / table)) << table;
    }
}

TEST(SourceForm, TheTopLevelIsAsDescribed) {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(repository_root())) {
        const std::string name = entry.path().filename().string();
        if (!is_local(name)) found.push_back(name);
    }
    std::sort(found.begin(), found.end());
    const std::vector<std::string> expected(kTopLevel.begin(), kTopLevel.end());
    EXPECT_EQ(found, expected);
}

TEST(LineCount, CountsALastLineWithoutAnEnd) {
    EXPECT_EQ(line_count(""), 0);
    EXPECT_EQ(line_count("a\n"), 1);
    EXPECT_EQ(line_count("a\nb"), 2);
}

}  // namespace
}  // namespace plumbline::layering
