// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs of the families that have one branch and several encoders.
#include "base/file.h"
#include "engine/pipeline/tiny_run.h"
#include "media/video_reader.h"
#include "pipeline/model_set.h"
#include "pipeline/token_count.h"
#include "support/expect_error.h"
#include "support/golden_tensors.h"
#include "support/tiny_families.h"
#include "tools/export_source.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

struct Family {
    const char* id;
    void (*make)(const fs::path& folder);
    int frames;
    const char* output;
    const char* tokenizer;      // a file without which the main encoder cannot be used
    const char* pooled_folder;  // of CLIP
};

void PrintTo(const Family& family, std::ostream* out) {
    *out << family.id;
}

class FamilyRun : public testing::TestWithParam<Family> {
protected:
    FamilyRun() { GetParam().make(model()); }

    [[nodiscard]] fs::path model() const { return folder_ / "model"; }
    [[nodiscard]] std::string place(const std::string& name) const { return folder_ / name; }
    /// 64×32, 6 steps, cached at this threshold; no output of any kind.
    [[nodiscard]] api::Recipe recipe(const std::string& threshold = "0.3") const {
        api::Recipe recipe;
        recipe.model = model();
        recipe.prompt = "a red ball rolls to the left";
        recipe.width = 64;
        recipe.height = 32;
        recipe.frames = GetParam().frames;
        recipe.steps = 6;
        recipe.seed = 7;
        recipe.threads = 1;
        recipe.cache_text = {{"threshold", threshold}};
        return recipe;
    }
    [[nodiscard]] at::Tensor latents_of(const api::Recipe& recipe, RunLog* log = nullptr) const {
        return latents_of_run(recipe, place("latents_of.safetensors"), log);
    }
    [[nodiscard]] fs::path denoiser() const {
        return model() / "transformer" / "diffusion_pytorch_model.safetensors";
    }

    TemporaryFolder folder_;
};

TEST_P(FamilyRun, WritesAFileThatSaysWhatItIsOf) {
    api::Recipe wanted = recipe();
    wanted.output = place(GetParam().output);
    wanted.preview_seconds = 1e-6;
    const RunLog log = run_recipe(wanted);
    const media::Clip clip = media::read_clip(wanted.output);
    ASSERT_EQ(clip.frames.size(), static_cast<std::size_t>(GetParam().frames));
    EXPECT_EQ(clip.frames[0].width, 64);
    EXPECT_EQ(clip.frames[0].height, 32);
    const auto record = nlohmann::json::parse(clip.record.json);
    EXPECT_EQ(record["model"]["family"], GetParam().id);
    EXPECT_EQ(record["recipe"]["negative"], "");
    EXPECT_EQ(record["recipe"]["sampler"], "euler");
    EXPECT_TRUE(record["model"]["files"].contains("pooled_text"));
    EXPECT_EQ(nlohmann::json::parse(log.finished.json)["family"], GetParam().id);
    // One branch, which reuses and computes.
    const auto decisions = log.decisions();
    ASSERT_EQ(decisions.size(), 1U);
    EXPECT_EQ(decisions.at("cond").size(), 6U);
    EXPECT_THAT(decisions.at("cond"), HasSubstr("C"));
    // The first step shows something already.
    const auto previews = log.all<api::PreviewEvent>();
    ASSERT_FALSE(previews.empty());
    EXPECT_EQ(previews[0].frames->front().width, 8);
}

TEST_P(FamilyRun, IsTheSameTwiceAndWithoutACacheThatMaySkipNothing) {
    const at::Tensor cached = latents_of(recipe());
    EXPECT_TRUE(at::equal(latents_of(recipe()), cached));
    api::Recipe plain = recipe();
    plain.cache = "none";
    plain.cache_text.clear();
    const at::Tensor computed = latents_of(plain);
    EXPECT_TRUE(at::equal(latents_of(recipe("0")), computed));
    RunLog log;
    static_cast<void>(latents_of(recipe("2"), &log));
    EXPECT_THAT(log.decisions().at("cond"), HasSubstr("S"));
}

TEST_P(FamilyRun, FollowsPromptAndGuidance) {
    const at::Tensor expected = latents_of(recipe());
    api::Recipe other = recipe();
    other.prompt = "two birds";
    EXPECT_FALSE(at::equal(latents_of(other), expected));
    other = recipe();
    other.guidance = 1.0;
    EXPECT_FALSE(at::equal(latents_of(other), expected));
}

TEST_P(FamilyRun, ItsLatentsAreDecodedByItsOwnAutoencoder) {
    api::Recipe wanted = recipe();
    wanted.output = place("frames/");
    wanted.latents_output = place("run.safetensors");
    static_cast<void>(run_recipe(wanted));
    const auto source = tools::open_source(
        wanted.latents_output, {.deep = false, .threads = 1},
        {.checkpoint = {}, .progress = [](api::Phase, int, int) {}, .warn = [](const auto&) {}});
    const media::Clip clip = media::read_clip(wanted.output);
    ASSERT_EQ(source.frames.size(), clip.frames.size());
    for (std::size_t i = 0; i < clip.frames.size(); ++i)
        EXPECT_EQ(tools::plain_frame(source.frames[i])->pixels, clip.frames[i].pixels);
}

TEST_P(FamilyRun, KeepsItsLatentsWhenStopped) {
    api::Recipe wanted = recipe();
    wanted.output = place(GetParam().output);
    const RunLog log = run_recipe(
        wanted, after_step(2, [](api::RunControl& control) { control.stop(api::Keep::Latents); }));
    EXPECT_TRUE(log.cancelled);
    EXPECT_FALSE(fs::exists(wanted.output));
    std::string kept = wanted.output;
    kept = kept.substr(0, kept.rfind('.')) + ".latents.safetensors";
    EXPECT_EQ(stored_latents(kept).size(1), 16);
    EXPECT_EQ(stored_record(kept)["model"]["family"], GetParam().id);
}

TEST_P(FamilyRun, NamesWhatIsMissingAndWhatToDo) {
    fs::remove(model() / GetParam().tokenizer);
    expect_error(ErrorKind::Input, "has no tokenizer: Add ", [&] { return run_recipe(recipe()); });
    fs::remove_all(model() / GetParam().pooled_folder);
    const auto files = pipeline::find_model(model());
    ASSERT_EQ(files.missing.size(), 2U);
    EXPECT_THAT(files.missing[1], HasSubstr("Add clip_l.safetensors"));
    fs::remove_all(model() / "vae");
    EXPECT_EQ(pipeline::find_model(model()).missing.size(), 3U);
}

TEST_P(FamilyRun, RefusesAnEncoderOfOtherWidth) {
    // The model takes half of what CLIP gives.
    auto tensors = tensors_of(tensor_io::open_safetensors(denoiser()));
    for (auto& [name, tensor] : tensors) {
        if (name == "time_text_embed.text_embedder.linear_1.weight")
            tensor = tensor.narrow(1, 0, 32).contiguous();
    }
    std::vector<std::pair<std::string, at::Tensor>> kept;
    for (auto& [name, tensor] : tensors) kept.emplace_back(name, tensor.clone());
    fs::remove(denoiser());
    tensor_io::write_safetensors(denoiser(), kept);
    expect_error(ErrorKind::Input, std::string(GetParam().pooled_folder) + "/model.safetensors",
                 [&] { return run_recipe(recipe()); });
}

TEST_P(FamilyRun, RefusesWhatTheFamilyDoesNotTake) {
    api::Recipe wanted = recipe();
    wanted.negative = "blurry";
    expect_error(ErrorKind::Usage, "takes no negative prompt", [&] { return run_recipe(wanted); });
    wanted = recipe();
    wanted.frames = GetParam().frames + 2;
    expect_error(ErrorKind::Usage, "frames are impossible", [&] { return run_recipe(wanted); });
    wanted = recipe();
    wanted.record_case = place("case");
    expect_error(ErrorKind::Usage, "no recorded form", [&] { return run_recipe(wanted); });
}

TEST_P(FamilyRun, CountsTheTokensThatAreRead) {
    pipeline::TokenCounter counter;
    std::string longest;
    for (int i = 0; i < 900; ++i) longest += "ball ";
    const auto answer = nlohmann::json::parse(
        counter.count({.model = model(), .texts = {"", "a red ball", longest}}));
    EXPECT_EQ(answer["limit"], pipeline::denoiser_sizes(pipeline::find_model(model())).text_len);
    EXPECT_LT(answer["tokens"][0], answer["tokens"][1]);
    EXPECT_GT(answer["tokens"][2], answer["limit"]);
    api::Recipe wanted = recipe();
    wanted.prompt = longest;
    RunLog log;
    static_cast<void>(latents_of(wanted, &log));
    EXPECT_THAT(log.warnings(), ElementsAre(HasSubstr("the prompt is longer than")));
}

INSTANTIATE_TEST_SUITE_P(Families,
                         FamilyRun,
                         testing::Values(Family{"flux", make_flux_model, 1, "picture.png",
                                                "tokenizer_2/spiece.model", "text_encoder"},
                                         Family{"hunyuan", make_hunyuan_model, 5, "clip.mkv",
                                                "tokenizer/tokenizer.json", "text_encoder_2"}),
                         [](const auto& info) { return std::string(info.param.id); });

}  // namespace
}  // namespace plumbline::tests
