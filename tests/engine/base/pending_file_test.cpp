// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace plumbline::base {
namespace {

namespace fs = std::filesystem;
using tests::expect_error;
using tests::TemporaryFolder;

void append(PendingFile& file, std::string_view text) {
    file.append(std::as_bytes(std::span(text)));
}

/// A process id that was ours a moment ago and belongs to nobody now.
pid_t dead_process() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ::waitpid(child, nullptr, 0);
    return child;
}

TEST(PendingFile, AppearsOnlyAtCommit) {
    const TemporaryFolder folder;
    PendingFile file(folder / "out", false);
    append(file, "one ");
    append(file, "two");
    EXPECT_FALSE(fs::exists(folder / "out"));
    file.commit();
    EXPECT_EQ(read_file(folder / "out"), "one two");
    EXPECT_EQ(names_in(folder.path()).size(), 1u);
}

TEST(PendingFile, TakesAnotherWritersFile) {
    const TemporaryFolder folder;
    PendingFile file(folder / "out", false);
    EXPECT_EQ(file.temporary().filename(), "." + ("out." + std::to_string(::getpid())) + ".part");
    std::ofstream(file.temporary()) << "by name";
    file.commit();
    EXPECT_EQ(read_file(folder / "out"), "by name");
}

TEST(PendingFile, LeavesNothingWithoutCommit) {
    const TemporaryFolder folder;
    { PendingFile file(folder / "out", false); }
    EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(PendingFile, KeepsTheOldFileUntilCommit) {
    const TemporaryFolder folder;
    write_file(folder / "out", "old", false);
    PendingFile file(folder / "out", true);
    append(file, "new");
    EXPECT_EQ(read_file(folder / "out"), "old");
    file.commit();
    EXPECT_EQ(read_file(folder / "out"), "new");
}

TEST(PendingFile, NeverReplacesUnasked) {
    const TemporaryFolder folder;
    PendingFile late(folder / "out", false);
    append(late, "late");
    std::ofstream(folder / "out") << "first";  // comes up between start and commit
    expect_error(ErrorKind::Usage, "exists already",
                 [&] { return PendingFile(folder / "out", false), 0; });
    expect_error(ErrorKind::Usage, "exists already", [&] { return late.commit(), 0; });
    EXPECT_EQ(read_file(folder / "out"), "first");
}

TEST(PendingFile, RemovesWhatDeadProcessesLeft) {
    const TemporaryFolder folder;
    const std::string dead = std::to_string(dead_process());
    const std::string stale = ".out." + dead + ".part";
    const std::string alive = ".out.1.part";
    const std::string other_name = ".other." + dead + ".part";
    const std::string no_number = ".out.x.part";
    for (const std::string& name : {stale, alive, other_name, no_number}) {
        write_file(folder / name, "", true);
    }
    const PendingFile file(folder / "out", false);
    EXPECT_FALSE(fs::exists(folder / stale));
    for (const std::string& name : {alive, other_name, no_number}) {
        EXPECT_TRUE(fs::exists(folder / name)) << name;
    }
}

TEST(PendingFile, RefusesPlacesThatCannotHoldIt) {
    const TemporaryFolder folder;
    const auto open = [](const fs::path& path) { return PendingFile(path, true), 0; };
    expect_error(ErrorKind::Failed, "create the folder first",
                 [&] { return open(folder / "no/out"); });
    expect_error(ErrorKind::Usage, "is a folder", [&] { return open(folder.path()); });
    expect_error(ErrorKind::Usage, "not a file name", [&] { return open(folder.path() / ""); });
    expect_error(ErrorKind::Usage, "not a regular file", [&] { return open("/dev/null"); });
    expect_error(ErrorKind::Failed, "cannot write",
                 [&] { return open(folder / std::string(300, 'x')); });
}

TEST(PendingFile, WritesThroughASymbolicLink) {
    const TemporaryFolder folder;
    write_file(folder / "target", "old", false);
    fs::create_symlink("target", folder / "link");
    write_file(folder / "link", "new", true);
    EXPECT_TRUE(fs::is_symlink(folder / "link"));
    EXPECT_EQ(read_file(folder / "target"), "new");
}

}  // namespace
}  // namespace plumbline::base
