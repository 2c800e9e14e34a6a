// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace plumbline::base {
namespace {

using tests::expect_error;
using tests::TemporaryFolder;

std::string_view text_of(const MappedFile& file) {
    const auto bytes = file.bytes();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(MappedFile, ShowsTheBytesOfTheFile) {
    const TemporaryFolder folder;
    write_file(folder / "data", std::string_view("a\0b", 3), false);
    const auto file = MappedFile::open(folder / "data");
    EXPECT_EQ(text_of(*file), std::string_view("a\0b", 3));
    EXPECT_EQ(file->path(), folder / "data");
}

TEST(MappedFile, MayBeEmpty) {
    const TemporaryFolder folder;
    write_file(folder / "data", "", false);
    EXPECT_TRUE(MappedFile::open(folder / "data")->bytes().empty());
}

TEST(MappedFile, OutlivesItsName) {
    const TemporaryFolder folder;
    write_file(folder / "data", "content", false);
    const auto file = MappedFile::open(folder / "data");
    std::filesystem::remove(folder / "data");
    EXPECT_EQ(text_of(*file), "content");
}

TEST(MappedFile, RefusesWhatIsNoFile) {
    const TemporaryFolder folder;
    expect_error(ErrorKind::Input, "No such file", [&] { return MappedFile::open(folder / "no"); });
    expect_error(ErrorKind::Input, "is a folder", [&] { return MappedFile::open(folder.path()); });
    expect_error(ErrorKind::Input, "not a regular file",
                 [&] { return MappedFile::open("/dev/null"); });
}

TEST(ReadFile, GivesTheWholeContentUpToTheLimit) {
    const TemporaryFolder folder;
    const std::string content(200'000, 'x');
    write_file(folder / "data", content, false);
    EXPECT_EQ(read_file(folder / "data"), content);
    EXPECT_EQ(read_file(folder / "data", content.size()), content);
    expect_error(ErrorKind::Input, "larger than the 199999 bytes",
                 [&] { return read_file(folder / "data", content.size() - 1); });
}

TEST(ReadFile, SaysWhatIsMissing) {
    const TemporaryFolder folder;
    expect_error(ErrorKind::Input, "missing.txt",
                 [&] { return read_file(folder / "missing.txt"); });
    expect_error(ErrorKind::Input, "Is a directory", [&] { return read_file(folder.path()); });
}

TEST(NamesIn, AreSorted) {
    const TemporaryFolder folder;
    for (const char* name : {"b", "a", "c"}) write_file(folder / name, "", false);
    EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"a", "b", "c"}));
    expect_error(ErrorKind::Input, "cannot read", [&] { return names_in(folder / "a"); });
}

TEST(WriteFailure, TellsAFullDisk) {
    const Error error = write_failure("/data/out.mp4", ENOSPC);
    EXPECT_EQ(error.kind(), ErrorKind::Failed);
    EXPECT_STREQ(error.what(),
                 "cannot write /data/out.mp4: no space left on /data: free some space");
}

}  // namespace
}  // namespace plumbline::base
