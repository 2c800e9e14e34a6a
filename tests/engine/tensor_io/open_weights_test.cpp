// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tensor_io/file_builder.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"
#include "tensor_io/weight_map.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace plumbline::tensor_io {
namespace {

using tests::expect_error;
using tests::put;
using tests::TemporaryFolder;

const std::filesystem::path kGoldens = PLUMBLINE_GOLDENS;

void expect_refused(const std::filesystem::path& path, std::string_view part) {
    expect_error(ErrorKind::Input, part, [&] { return open_weights(path); });
}

TEST(OpenWeights, GoesByContentNotByName) {
    const TemporaryFolder folder;
    std::filesystem::copy_file(kGoldens / "torch_zip/views.pth", folder / "a.safetensors");
    std::filesystem::copy_file(kGoldens / "safetensors/types.safetensors", folder / "b.pth");
    EXPECT_TRUE(open_weights(folder / "a.safetensors").contains("transposed"));
    EXPECT_TRUE(open_weights(folder / "b.pth").contains("float32"));
}

TEST(OpenWeights, IsNotMisledByTheLengthOfTheHeader) {
    // 123 is '{', and 0x04034b50 would be the mark of a zip archive.
    const TemporaryFolder folder;
    const std::string header = "{}" + std::string(121, ' ');
    EXPECT_TRUE(
        open_weights(put(folder / "file", tests::safetensors_bytes(header))).entries().empty());
}

TEST(OpenWeights, FindsTheOneFileOfAFolder) {
    const TemporaryFolder folder;
    expect_refused(folder.path(), "holds no .safetensors");
    std::filesystem::copy_file(kGoldens / "torch_zip/views.pth", folder / "one.pth");
    EXPECT_TRUE(open_weights(folder.path()).contains("whole"));
    std::filesystem::copy_file(kGoldens / "torch_zip/views.pth", folder / "two.pt");
    expect_refused(folder.path(), "several weight files: one.pth, two.pt");
    write_safetensors(folder / "model.safetensors", {{"a", at::ones({1})}});
    EXPECT_TRUE(open_weights(folder.path()).contains("a"));
    write_safetensors(folder / "other.safetensors", {{"a", at::ones({1})}});
    expect_refused(folder.path(), "several weight files: model.safetensors, other.safetensors");
}

TEST(OpenWeights, NamesWhatItDoesNotRead) {
    const TemporaryFolder folder;
    expect_refused(folder / "missing", "No such file");
    expect_refused(put(folder / "a", ""), "is empty");
    expect_refused(put(folder / "b", "GGUF\3"), "GGUF");
    expect_refused(put(folder / "c", "version https://git-lfs.github.com/spec/v1\n"), "Git LFS");
    expect_refused(put(folder / "d", "<!DOCTYPE html>"), "web page");
    expect_refused(kGoldens / "torch_zip/legacy.pth", "old kind");
    expect_refused(put(folder / "f", "something quite different"), "header claims");
    expect_refused(put(folder / "config.json", "{\"dim\":3}"), "no 'weight_map'");
}

}  // namespace
}  // namespace plumbline::tensor_io
