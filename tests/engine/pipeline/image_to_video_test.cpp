// SPDX-License-Identifier: GPL-3.0-or-later
// Wan's image-to-video models: the first frame's way into a run.
#include "api/frame_size.h"
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "media/png_file.h"
#include "media/video_reader.h"
#include "pipeline/image_condition.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"
#include "support/tiny_model.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Red grows to the right, green downwards.
api::Image ramp(int width, int height) {
    api::Image image{.width = width, .height = height, .pixels = {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            image.pixels.push_back(static_cast<std::uint8_t>(255 * x / width));
            image.pixels.push_back(static_cast<std::uint8_t>(255 * y / height));
            image.pixels.push_back(51);
        }
    }
    return image;
}

class ImageToVideo : public testing::Test {
protected:
    ImageToVideo() {
        make_i2v_model(model());
        put_picture("first.png", ramp(96, 64));
    }

    [[nodiscard]] fs::path model() const { return folder_ / "model"; }
    [[nodiscard]] std::string place(const std::string& name) const { return folder_ / name; }
    void put_picture(const std::string& name, const api::Image& image) const {
        media::write_png(place(name), place(name), image, {});
    }
    [[nodiscard]] api::Recipe recipe() const {
        api::Recipe recipe;
        recipe.model = model();
        recipe.prompt = "a red ball rolls to the left";
        recipe.image = place("first.png");
        recipe.width = 64;
        recipe.height = 32;
        recipe.frames = 5;
        recipe.steps = 5;
        recipe.seed = 7;
        recipe.threads = 1;
        recipe.cache_text = {{"threshold", "0.3"}};
        return recipe;
    }
    [[nodiscard]] at::Tensor latents_of(const api::Recipe& recipe) const {
        return latents_of_run(recipe, place("latents_of.safetensors"));
    }

    TemporaryFolder folder_;
};

TEST_F(ImageToVideo, WritesAClipThatSaysWhatItBeganWith) {
    api::Recipe wanted = recipe();
    wanted.output = place("clip.mkv");
    static_cast<void>(run_recipe(wanted));
    const media::Clip clip = media::read_clip(wanted.output);
    EXPECT_EQ(clip.frames.size(), 5U);
    const auto record = nlohmann::json::parse(clip.record.json);
    EXPECT_EQ(record["recipe"]["image"], wanted.image);
    EXPECT_EQ(record["recipe"]["image_sha256"],
              base::sha256(base::MappedFile::open(wanted.image)->bytes()));
    EXPECT_TRUE(record["model"]["files"].contains("image_encoder"));
}

TEST_F(ImageToVideo, FollowsImageAndPromptAndTheCacheMaySkip) {
    const at::Tensor expected = latents_of(recipe());
    EXPECT_EQ(expected.size(1), 16);
    EXPECT_TRUE(at::equal(latents_of(recipe()), expected));
    api::Recipe other = recipe();
    other.prompt = "two birds";
    EXPECT_FALSE(at::equal(latents_of(other), expected));
    api::Image flipped = ramp(96, 64);
    std::ranges::reverse(flipped.pixels);
    put_picture("other.png", flipped);
    other = recipe();
    other.image = place("other.png");
    EXPECT_FALSE(at::equal(latents_of(other), expected));
    api::Recipe plain = recipe();
    plain.cache = "none";
    plain.cache_text.clear();
    const at::Tensor computed = latents_of(plain);
    other = recipe();
    other.cache_text = {{"threshold", "0"}};
    EXPECT_TRUE(at::equal(latents_of(other), computed));
}

TEST_F(ImageToVideo, TheConditionIsMaskAndLatentsOfImageAndGrey) {
    const auto plan = pipeline::make_unchecked_plan(recipe());
    const auto condition = pipeline::encode_first_frame(plan, Checkpoint{});
    EXPECT_EQ(condition.clip_features.sizes(), (at::IntArrayRef{1, 257, 80}));
    ASSERT_EQ(condition.latents.sizes(), (at::IntArrayRef{1, 20, 2, 4, 8}));
    const at::Tensor mask = condition.latents.narrow(1, 0, 4);
    EXPECT_TRUE(mask.select(2, 0).eq(1.0).all().item<bool>());
    EXPECT_TRUE(mask.select(2, 1).eq(0.0).all().item<bool>());
    // The clip that is encoded, made by hand.
    const auto vae = pipeline::open_vae(plan.model, plan.target, Checkpoint{});
    at::Tensor clip = at::zeros({1, 3, 5, 32, 64});
    clip.select(2, 0).copy_(pipeline::fitted(ramp(96, 64), 32, 64));
    const at::Tensor expected = vae->encode(clip, {});
    EXPECT_LT(relative_difference(condition.latents.narrow(1, 4, 16), expected), 1e-6);
}

TEST_F(ImageToVideo, AnImageIsCutToTheShapeFromItsMiddle) {
    // Twice as wide as asked for: the outer quarters go, and sides are halved.
    const at::Tensor fitted = pipeline::fitted(ramp(256, 64), 32, 64);
    ASSERT_EQ(fitted.sizes(), (at::IntArrayRef{1, 3, 32, 64}));
    const at::Tensor red = fitted[0][0][16];
    EXPECT_NEAR(red[0].item<double>(), -0.5, 0.02);
    EXPECT_NEAR(red[32].item<double>(), 0.0, 0.02);
    EXPECT_NEAR(red[63].item<double>(), 0.5, 0.02);
    EXPECT_NEAR(fitted[0][2][5][5].item<double>(), 51 / 127.5 - 1.0, 1e-5);
    // Of its own size nothing is changed.
    const at::Tensor same = pipeline::fitted(ramp(64, 32), 32, 64);
    EXPECT_NEAR(same[0][0][3][17].item<double>(), (255 * 17 / 64) / 127.5 - 1.0, 1e-5);
}

TEST_F(ImageToVideo, TheImagesShapeGivesTheSize) {
    // Published rule: 832 × 480 pixels in the image's shape, whole tokens.
    EXPECT_EQ(api::size_like(1920, 1080, 832 * 480), (std::pair{832, 464}));
    EXPECT_EQ(api::size_like(100, 100, 832 * 480), (std::pair{624, 624}));
    EXPECT_EQ(api::size_like(480, 832, 832 * 480), (std::pair{480, 832}));
    EXPECT_EQ(api::size_like(1, 4000, 832 * 480).first, 16);
    api::Recipe bare = recipe();
    bare.width = bare.height = std::nullopt;
    const auto plan = pipeline::make_unchecked_plan(bare);
    EXPECT_EQ(*plan.recipe.width, 768);
    EXPECT_EQ(*plan.recipe.height, 512);
    EXPECT_EQ(*plan.recipe.shift, 3.0);
    EXPECT_EQ(*plan.recipe.guidance, 5.0);
    bare.width = 1280;
    bare.height = 720;
    EXPECT_EQ(*pipeline::make_unchecked_plan(bare).recipe.shift, 5.0);
}

TEST_F(ImageToVideo, RefusesWhatIsNoPictureAndSaysWhatToDo) {
    api::Recipe wanted = recipe();
    wanted.image.clear();
    expect_error(ErrorKind::Usage, "give the first frame with --image FILE",
                 [&] { return run_recipe(wanted); });
    wanted.image = place("none.png");
    expect_error(ErrorKind::Input, "none.png does not exist", [&] { return run_recipe(wanted); });
    base::write_file(place("notes.png"), "no picture", false);
    wanted.image = place("notes.png");
    expect_error(ErrorKind::Input, "give a picture: PNG, JPEG or WebP",
                 [&] { return run_recipe(wanted); });
    const std::string whole = base::read_file(place("first.png"), 1 << 20);
    base::write_file(place("cut.png"), whole.substr(0, whole.size() / 2), false);
    wanted.image = place("cut.png");
    expect_error(ErrorKind::Input, "cut.png", [&] { return run_recipe(wanted); });
    wanted.image = model();
    expect_error(ErrorKind::Input, "is a folder", [&] { return run_recipe(wanted); });
}

TEST_F(ImageToVideo, AModelOfTextAloneTakesNoImage) {
    make_original_model(folder_ / "text");
    api::Recipe wanted = recipe();
    wanted.model = folder_ / "text";
    expect_error(ErrorKind::Usage, "takes no image", [&] { return run_recipe(wanted); });
}

TEST_F(ImageToVideo, NamesAMissingImageEncoder) {
    const fs::path encoder = model() / "image_encoder";
    fs::remove_all(encoder);
    const auto files = pipeline::find_model(model());
    ASSERT_EQ(files.missing.size(), 1U);
    EXPECT_THAT(files.missing[0], HasSubstr("holds no CLIP image encoder"));
    EXPECT_THAT(files.missing[0], HasSubstr("clip_vision_h.safetensors"));
}

}  // namespace
}  // namespace plumbline::tests
