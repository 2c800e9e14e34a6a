// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/decode_latents.h"

#include "base/error.h"
#include "pipeline/latents_file.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <new>
#include <vector>

namespace plumbline::pipeline {
namespace {

/// Gives a frame a latent and, unless it works in tiles, meets trouble after the second.
class NarrowVae final : public vae::Vae {
public:
    explicit NarrowVae(std::function<void(bool tiled)> trouble) : trouble_(std::move(trouble)) {}
    void decode(const at::Tensor& z,
                const vae::DecodeOptions& options,
                const vae::FrameSink& sink) override {
        for (std::int64_t frame = 0; frame < z.size(2); ++frame) {
            if (frame == 2) trouble_(options.tiling.enabled);
            sink(at::full({1, 3, 1, 8, 8}, options.tiling.enabled ? 1.0 : 0.0), frame);
        }
    }
    at::Tensor encode(const at::Tensor& pixels, const vae::DecodeOptions&) override {
        return pixels;
    }
    [[nodiscard]] at::Tensor posterior_mean(const at::Tensor& pixels,
                                            const vae::DecodeOptions&) const override {
        return pixels;
    }
    [[nodiscard]] at::Tensor decode_raw(const at::Tensor& latents,
                                        const vae::DecodeOptions&) const override {
        return latents;
    }
    [[nodiscard]] at::Tensor normalise(const at::Tensor& mean) const override { return mean; }
    [[nodiscard]] at::Tensor denormalise(const at::Tensor& z) const override { return z; }
    [[nodiscard]] std::int64_t frames_of(std::int64_t latent_frames) const override {
        return latent_frames;
    }
    [[nodiscard]] std::int64_t weight_bytes() const override { return 0; }

private:
    std::function<void(bool)> trouble_;
};

struct Decoded {
    std::vector<float> frames;
    int restarts = 0;
};

Decoded decode(const std::function<void(bool)>& trouble) {
    NarrowVae vae(trouble);
    Decoded result;
    decode_or_tile(
        vae, at::zeros({1, 16, 4, 2, 2}), {},
        [&](const at::Tensor& frame, std::int64_t) {
            result.frames.push_back(frame.max().item<float>());
        },
        [&] {
            ++result.restarts;
            result.frames.clear();
        });
    return result;
}

TEST(DecodeOrTile, MemoryThatRunsOutIsAnsweredWithTilesFromTheFirstFrameOn) {
    const std::vector<float> tiled(4, 1.0F);
    const Decoded host = decode([](bool is_tiled) {
        if (!is_tiled) throw std::bad_alloc();
    });
    EXPECT_EQ(host.frames, tiled);
    EXPECT_EQ(host.restarts, 1);
    const Decoded torch = decode([](bool is_tiled) {
        TORCH_CHECK(is_tiled, "DefaultCPUAllocator: can't allocate memory: you tried to ...");
    });
    EXPECT_EQ(torch.frames, tiled);
}

TEST(DecodeOrTile, WhatFitsIsDecodedInOnePiece) {
    const Decoded whole = decode([](bool) {});
    EXPECT_EQ(whole.frames, std::vector<float>(4, 0.0F));
    EXPECT_EQ(whole.restarts, 0);
}

TEST(DecodeOrTile, OtherTroubleAndASecondLackOfMemoryEndTheDecode) {
    EXPECT_THROW(decode([](bool) { throw std::bad_alloc(); }), std::bad_alloc);
    EXPECT_THROW(decode([](bool) { TORCH_CHECK(false, "shapes do not fit"); }), c10::Error);
    EXPECT_THROW(decode([](bool) { throw Cancelled{}; }), Cancelled);
}

std::string content_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LatentsFile, KeepsRecordAndModelAndIsTheSameEveryTime) {
    const tests::TemporaryFolder folder;
    const LatentsFile file{.latents = at::randn({1, 16, 2, 4, 4}),
                           .record = {.parameters = "Steps: 4", .json = R"({"a": 1})"},
                           .model = "demo"};
    write_latents((folder / "a.safetensors").string(), file, false);
    write_latents((folder / "b.safetensors").string(), file, false);
    EXPECT_EQ(content_of(folder / "a.safetensors"), content_of(folder / "b.safetensors"));
    const LatentsFile back = read_latents((folder / "a.safetensors").string());
    EXPECT_TRUE(at::equal(back.latents, file.latents));
    EXPECT_EQ(back.record.parameters, "Steps: 4");
    EXPECT_EQ(back.record.json, R"({"a": 1})");
    EXPECT_EQ(back.model, "demo");
}

TEST(LatentsFile, TakesTheModelOfARecordThatEarlierVersionsWrote) {
    const tests::TemporaryFolder folder;
    const std::string path = (folder / "old.safetensors").string();
    tensor_io::write_safetensors(path, {{"latents", at::zeros({1, 16, 1, 2, 2})}},
                                 {{"plumbline", R"({"recipe": {"model": "wan"}})"}});
    EXPECT_EQ(read_latents(path).model, "wan");
}

TEST(LatentsFile, RefusesWhatHoldsNone) {
    const tests::TemporaryFolder folder;
    const std::string path = (folder / "other.safetensors").string();
    tensor_io::write_safetensors(path, {{"weights", at::zeros({2})}});
    tests::expect_error(ErrorKind::Input, "no latents", [&] { return read_latents(path); });
    tensor_io::write_safetensors(path, {{"latents", at::zeros({16, 2, 4, 4})}});
    tests::expect_error(ErrorKind::Input, "[16, 2, 4, 4]", [&] { return read_latents(path); });
}

TEST(LatentsFile, LiesBesideItsOutput) {
    EXPECT_EQ(latents_beside("a/clip.mp4"), "a/clip.latents.safetensors");
    EXPECT_EQ(latents_beside("a/clip/"), "a/clip.latents.safetensors");
}

}  // namespace
}  // namespace plumbline::pipeline
