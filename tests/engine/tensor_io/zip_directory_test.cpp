// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/zip_directory.h"

#include "engine/tensor_io/file_builder.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace plumbline::tensor_io {
namespace {

using tests::expect_error;
using tests::put;
using tests::TemporaryFolder;
using tests::zip_bytes;

const std::vector<std::pair<std::string, std::string>> kFiles = {{"a/one", "first"}, {"a/two", ""}};

void expect_refused(const std::string& archive, std::string_view part) {
    const TemporaryFolder folder;
    const auto path = put(folder / "file.zip", archive);
    expect_error(ErrorKind::Input, part,
                 [&] { return read_zip_directory(*base::MappedFile::open(path)); });
}

void expect_both_found(const std::string& archive) {
    const TemporaryFolder folder;
    const auto file = base::MappedFile::open(put(folder / "file.zip", archive));
    const auto entries = read_zip_directory(*file);
    ASSERT_EQ(entries.size(), 2u);
    const ZipEntry& one = entries.at("a/one");
    ASSERT_EQ(one.bytes, 5u);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(file->bytes().data()) + one.offset, 5),
              "first");
    EXPECT_EQ(entries.at("a/two").bytes, 0u);
}

TEST(ZipDirectory, FindsStoredFiles) {
    expect_both_found(zip_bytes(kFiles));
}

TEST(ZipDirectory, FindsThemInAZip64Archive) {
    expect_both_found(zip_bytes(kFiles, {.zip64 = true}));
}

TEST(ZipDirectory, FindsThemBeforeAComment) {
    std::string archive = zip_bytes(kFiles);
    archive.replace(archive.size() - 2, 2, tests::little_endian(7, 2));
    expect_both_found(archive + "comment");
}

TEST(ZipDirectory, RefusesWhatItWouldHaveToUnpack) {
    expect_refused(zip_bytes(kFiles, {.method = 8}), "'a/one' is compressed");
    expect_refused(zip_bytes(kFiles, {.flags = 1}), "'a/one' is encrypted");
}

TEST(ZipDirectory, RefusesNamesGivenTwice) {
    expect_refused(zip_bytes({{"a", "1"}, {"a", "2"}}), "'a' is in the archive twice");
}

TEST(ZipDirectory, RefusesEveryTruncation) {
    for (const bool zip64 : {false, true}) {
        const std::string archive = zip_bytes(kFiles, {.zip64 = zip64});
        for (std::size_t length = 0; length < archive.size(); ++length) {
            expect_refused(archive.substr(0, length), "zip");
        }
        expect_refused(archive + "x", "end of the zip archive");
    }
}

TEST(ZipDirectory, RefusesNumbersThatPointOutside) {
    const std::string archive = zip_bytes(kFiles);
    const std::size_t end = archive.size() - 22;
    const auto changed = [&](std::size_t at, std::uint64_t number, std::size_t count) {
        std::string copy = archive;
        copy.replace(at, count, tests::little_endian(number, count));
        return copy;
    };
    expect_refused(changed(end + 16, 0xfffffffe, 4), "points outside");
    expect_refused(changed(end + 12, 0xfffffffe, 4), "points outside");
    expect_refused(changed(end + 16, 0xffffffff, 4), "points outside");
    expect_refused(changed(end + 10, 3, 2), "lists 2 files instead of 3");
    expect_refused(changed(end + 4, 1, 2), "split");
    const std::size_t central = archive.find("PK\x01\x02");
    expect_refused(changed(central + 42, 1, 4), "not where the directory says");
    expect_refused(changed(central + 42, 0xfffffff0, 4), "points outside");
    expect_refused(changed(central + 24, 4, 4), "two different sizes");
    std::string huge = changed(central + 24, 0xfffffff0, 4);
    huge.replace(central + 20, 4, tests::little_endian(0xfffffff0, 4));
    expect_refused(huge, "points outside");
    expect_refused(changed(central, 0, 4), "garbled");
}

}  // namespace
}  // namespace plumbline::tensor_io
