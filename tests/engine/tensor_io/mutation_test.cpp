// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/file.h"
#include "support/temporary_folder.h"
#include "tensor_io/weight_map.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace plumbline::tensor_io {
namespace {

constexpr int kMutations = 2000;
const std::filesystem::path kGoldens = PLUMBLINE_GOLDENS;

/// One to four bytes changed in place or to another likely value; one in eight is also cut short.
std::string mutated(std::string content, std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return random() % limit; };
    for (std::size_t count = 1 + below(4); count > 0; --count) {
        char& byte = content[below(content.size())];
        switch (below(4)) {
            case 0: byte = static_cast<char>(byte ^ (1 << below(8))); break;
            case 1: byte = static_cast<char>(below(256)); break;
            case 2: byte = "\x00\x7f\x80\xff"[below(4)]; break;
            default: byte = content[below(content.size())]; break;
        }
    }
    if (below(8) == 0) content.resize(below(content.size()));
    return content;
}

/// Opening and reading every tensor of a damaged file either works or throws Error.
void survive_mutations(const std::filesystem::path& original, unsigned seed) {
    const tests::TemporaryFolder folder;
    const std::string content = base::read_file(original);
    std::mt19937 random(seed);
    int refused = 0;
    for (int i = 0; i < kMutations; ++i) {
        // A new name each time: a mapped file must not change.
        const auto path = folder / std::to_string(i);
        std::ofstream(path, std::ios::binary) << mutated(content, random);
        try {
            const WeightMap weights = open_weights(path);
            for (const auto& [name, entry] : weights.entries()) {
                static_cast<void>(weights.tensor(name).to(at::kFloat).sum().item<float>());
            }
        } catch (const Error& error) {
            ++refused;
            ASSERT_EQ(error.kind(), ErrorKind::Input) << error.what();
        }
        std::filesystem::remove(path);
    }
    EXPECT_GT(refused, kMutations / 10);
    EXPECT_LT(refused, kMutations);
}

TEST(Mutation, SafetensorsFilesNeverCrash) {
    survive_mutations(kGoldens / "safetensors/types.safetensors", 1);
}

TEST(Mutation, TorchZipFilesNeverCrash) {
    survive_mutations(kGoldens / "torch_zip/types.pth", 2);
}

TEST(Mutation, TorchZipViewsNeverCrash) {
    survive_mutations(kGoldens / "torch_zip/views.pth", 3);
}

TEST(Mutation, Protocol4FilesNeverCrash) {
    survive_mutations(kGoldens / "torch_zip/protocol4.pth", 4);
}

}  // namespace
}  // namespace plumbline::tensor_io
