// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export.h"

#include "base/file.h"
#include "media/video_reader.h"
#include "pipeline/latents_file.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"
#include "tools/export_order.h"
#include "tools/export_settings.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace plumbline::tools {
namespace {

using nlohmann::json;
using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Form = api::ExportComparison::Form;

constexpr const char* kParameters =
    "a red ball\nNegative prompt: blur\nSteps: 4, Sampler: unipc, Seed: 7";

std::string record_json(const std::string& decisions = "CRSS") {
    return json{{"schema", "plumbline/run/v1"},
                {"recipe",
                 {{"model", "tiny"},
                  {"prompt", "a red ball"},
                  {"negative", "blur"},
                  {"seed", 7},
                  {"fps", 8}}},
                {"outcome", {{"cache", {{"decisions", {{"cond", decisions}}}}}}}}
        .dump();
}

class ExportTest : public testing::Test {
protected:
    /// A clip without loss whose frame i has the value 10 * i + offset everywhere.
    std::string clip(const std::string& name, int count, int offset = 0, int side = 32) const {
        const std::string path = (folder_ / name).string();
        const auto sink = media::open_output(
            path, {.width = side, .height = side, .fps = {8, 1}, .frames = count});
        for (int i = 0; i < count; ++i) {
            auto frame = std::make_shared<api::Image>(api::Image{side, side, {}});
            frame->pixels.assign(
                static_cast<std::size_t>(side) * static_cast<std::size_t>(side) * 3,
                static_cast<std::uint8_t>(10 * i + offset));
            sink->write(frame);
        }
        sink->finish({.parameters = kParameters, .json = record_json()});
        return path;
    }
    [[nodiscard]] std::string place(const std::string& name) const {
        return (folder_ / name).string();
    }
    json run(const api::ExportRequest& request) {
        warnings_.clear();
        progress_.clear();
        return json::parse(export_result(request, hooks()).json);
    }
    ExportHooks hooks() {
        return {.checkpoint = Checkpoint([this] {
                    if (stop_after_ >= 0 && stop_after_-- == 0) throw Cancelled{};
                }),
                .progress =
                    [this](api::Phase phase, int done, int total) {
                        progress_.push_back({phase, done, total});
                    },
                .warn = [this](const std::string& text) { warnings_.push_back(text); }};
    }
    static api::ExportRequest request_of(const std::string& result, const std::string& output) {
        api::ExportRequest request;
        request.result = result;
        request.output = output;
        return request;
    }
    /// The first value of every frame.
    static std::vector<int> values_of(const std::string& path) {
        std::vector<int> values;
        for (const api::Image& frame : media::read_clip(path).frames)
            values.push_back(frame.pixels.front());
        return values;
    }
    [[nodiscard]] std::vector<std::string> names() const { return base::names_in(folder_.path()); }

    static api::ExportComparison against(const std::string& other, Form form = Form::SideBySide) {
        api::ExportComparison comparison;
        comparison.form = form;
        comparison.other = other;
        return comparison;
    }

    struct Told {
        api::Phase phase;
        int done, total;
    };
    TemporaryFolder folder_;
    std::vector<Told> progress_;
    std::vector<std::string> warnings_;
    int stop_after_ = -1;
};

TEST_F(ExportTest, WritesTheClipWithItsRecordAndSaysWhatItWrote) {
    const json result = run(request_of(clip("a.mkv", 5), place("b.webp")));
    EXPECT_EQ(result["output"], place("b.webp"));
    EXPECT_EQ(result["format"], "webp");
    EXPECT_EQ(result["frames"], 5);
    EXPECT_EQ(result["fps"], "8/1");
    EXPECT_EQ(result["seconds"], 0.625);
    EXPECT_EQ(result["bytes"], std::filesystem::file_size(place("b.webp")));
    const media::Clip back = media::read_clip(place("b.webp"));
    EXPECT_EQ(back.frames.size(), 5U);
    EXPECT_EQ(back.record.parameters, kParameters);
    EXPECT_EQ(back.record.json, record_json());
    EXPECT_EQ(progress_.back().phase, api::Phase::Export);
    EXPECT_EQ(progress_.back().done, 5);
    EXPECT_EQ(progress_.back().total, 5);
}

TEST_F(ExportTest, PlaysARangeThereAndBackAsOftenAsAsked) {
    api::ExportRequest request = request_of(clip("a.mkv", 5), place("b.mkv"));
    request.first = 1;
    request.last = 3;
    request.ping_pong = true;
    request.repeats = 2;
    EXPECT_EQ(run(request)["frames"], 8);
    EXPECT_THAT(values_of(place("b.mkv")), ElementsAre(10, 20, 30, 20, 10, 20, 30, 20));
}

TEST(ExportOrder, TurningFramesAreShownOnce) {
    api::ExportRequest request;
    request.ping_pong = true;
    EXPECT_THAT(export_order(request, 4), ElementsAre(0, 1, 2, 3, 2, 1));
    EXPECT_THAT(export_order(request, 2), ElementsAre(0, 1));
    EXPECT_THAT(export_order(request, 1), ElementsAre(0));
}

TEST_F(ExportTest, ARangeBeyondTheEndIsRefusedWithTheFramesThereAre) {
    api::ExportRequest request = request_of(clip("a.mkv", 5), place("b.mkv"));
    request.last = 5;
    expect_error(ErrorKind::Usage, "0 to 4", [&] { return run(request); });
    request.last.reset();
    request.first = 7;
    expect_error(ErrorKind::Usage, "no frame 7", [&] { return run(request); });
    EXPECT_THAT(names(), ElementsAre("a.mkv"));
}

TEST_F(ExportTest, SettingsAreLeftOutAsAsked) {
    const std::string source = clip("a.mkv", 2);
    for (const char* name : {"b.mp4", "b.webm", "b.mov", "b.mkv", "b.gif", "b.webp", "png/"}) {
        api::ExportRequest request = request_of(source, place(name));
        request.overwrite = true;
        request.settings = api::ExportedSettings::WithoutPrompt;
        run(request);
        const media::Record without = media::read_clip(place(name)).record;
        EXPECT_EQ(without.parameters, "Steps: 4, Sampler: unipc, Seed: 7") << name;
        EXPECT_EQ(without.json.find("red ball"), std::string::npos) << name;
        EXPECT_EQ(without.json.find("blur"), std::string::npos) << name;
        EXPECT_EQ(json::parse(without.json)["recipe"]["seed"], 7) << name;
        request.settings = api::ExportedSettings::Nothing;
        run(request);
        const media::Record nothing = media::read_clip(place(name)).record;
        EXPECT_EQ(nothing.parameters + nothing.json, "") << name;
    }
    EXPECT_FALSE(std::filesystem::exists(place("png/record.json")));
}

TEST(ExportedRecord, APromptThatLooksLikeSettingsGoesToo) {
    const media::Record record{.parameters = "x\nSteps: of a ladder\nSteps: 4, Seed: 7",
                               .json = "{"};
    const media::Record without = exported_record(record, api::ExportedSettings::WithoutPrompt);
    EXPECT_EQ(without.parameters, "Steps: 4, Seed: 7");
    EXPECT_EQ(without.json, "") << "nobody knows what it says";
    EXPECT_EQ(exported_record({.parameters = "only a prompt", .json = ""},
                              api::ExportedSettings::WithoutPrompt)
                  .parameters,
              "");
}

TEST_F(ExportTest, NothingIsOverwrittenUnlessAsked) {
    api::ExportRequest request = request_of(clip("a.mkv", 2), clip("b.mkv", 3));
    expect_error(ErrorKind::Usage, "exists", [&] { return run(request); });
    EXPECT_EQ(values_of(place("b.mkv")).size(), 3U);
    request.overwrite = true;
    run(request);
    EXPECT_EQ(values_of(place("b.mkv")).size(), 2U);
}

TEST_F(ExportTest, PlacesAndSourcesThatAreNoneAreNamed) {
    const std::string source = clip("a.mkv", 2);
    expect_error(ErrorKind::Failed, "nowhere",
                 [&] { return run(request_of(source, place("nowhere/b.mp4"))); });
    expect_error(ErrorKind::Input, "gone.mp4",
                 [&] { return run(request_of(place("gone.mp4"), place("b.mp4"))); });
    std::filesystem::resize_file(source, std::filesystem::file_size(source) / 2);
    expect_error(ErrorKind::Input, "a.mkv",
                 [&] { return run(request_of(source, place("b.mp4"))); });
    EXPECT_THAT(names(), ElementsAre("a.mkv"));
}

TEST_F(ExportTest, CancelLeavesNothingWhereverItComes) {
    const std::string source = clip("a.mkv", 6);
    for (const char* name : {"b.mp4", "b.webm", "b.webp", "png/"}) {
        for (const int calls : {0, 3, 6}) {
            stop_after_ = calls;
            EXPECT_THROW(run(request_of(source, place(name))), Cancelled) << name << calls;
            EXPECT_THAT(names(), ElementsAre("a.mkv")) << name << calls;
        }
    }
    stop_after_ = -1;
    EXPECT_EQ(run(request_of(source, place("b.mp4")))["frames"], 6);
}

TEST_F(ExportTest, ANameIsFilledInFromTheRecord) {
    const std::string source = clip("a.mkv", 1);
    const std::string pattern = place("{model}-{seed}-{codec}-{number}.mkv");
    EXPECT_EQ(run(request_of(source, pattern))["output"], place("tiny-7-ffv1-1.mkv"));
    EXPECT_EQ(run(request_of(source, pattern))["output"], place("tiny-7-ffv1-2.mkv"));
    expect_error(ErrorKind::Usage, "{seed}",
                 [&] { return run(request_of(source, place("{date}.mkv"))); });
}

TEST_F(ExportTest, TwoResultsStandSideBySide) {
    api::ExportRequest request = request_of(clip("a.mkv", 2), place("ab.mkv"));
    request.comparison = against(clip("b.mkv", 2, 100));
    const json result = run(request);
    EXPECT_EQ(result["width"], 64);
    const media::Clip both = media::read_clip(place("ab.mkv"));
    EXPECT_EQ(both.frames[1].pixels[0], 10);
    EXPECT_EQ(both.frames[1].pixels[3 * 63], 110);
    const json record = json::parse(both.record.json);
    EXPECT_EQ(record["against"]["recipe"]["seed"], 7);
}

TEST_F(ExportTest, AWipeHasALineAtItsDivider) {
    api::ExportRequest request = request_of(clip("a.mkv", 1, 50), place("ab.mkv"));
    request.comparison = against(clip("b.mkv", 1, 200), Form::Wipe);
    request.comparison->divider = 0.25;
    run(request);
    const api::Image image = media::read_clip(place("ab.mkv")).frames[0];
    EXPECT_EQ(image.pixels[3 * 6], 50);
    EXPECT_EQ(image.pixels[3 * 7], 0);
    EXPECT_EQ(image.pixels[3 * 8], 255);
    EXPECT_EQ(image.pixels[3 * 9], 200);
}

TEST_F(ExportTest, ADifferenceIsMultipliedAndEndsAtWhite) {
    api::ExportRequest request = request_of(clip("a.mkv", 1, 50), place("ab.mkv"));
    request.comparison = against(clip("b.mkv", 1, 40), Form::Difference);
    request.comparison->gain = 4;
    run(request);
    EXPECT_THAT(values_of(place("ab.mkv")), ElementsAre(40));
    request.comparison->gain = 200;
    request.overwrite = true;
    run(request);
    EXPECT_THAT(values_of(place("ab.mkv")), ElementsAre(255));
}

TEST_F(ExportTest, SizesThatDifferAreRefusedAndCountsThatDifferAreSaid) {
    api::ExportRequest request = request_of(clip("a.mkv", 3), place("ab.mkv"));
    request.comparison = against(clip("b.mkv", 3, 0, 48));
    expect_error(ErrorKind::Usage, "48x48", [&] { return run(request); });
    request.comparison->other = clip("c.mkv", 2);
    EXPECT_EQ(run(request)["frames"], 2);
    EXPECT_THAT(warnings_, ElementsAre(HasSubstr("first 2")));
}

TEST_F(ExportTest, DecisionsAreDrawnFromTheRecordOrTheTraceNamed) {
    api::ExportRequest request = request_of(clip("a.mkv", 1), place("ab.mp4"));
    request.comparison = against(clip("b.mkv", 1));
    request.comparison->decisions = true;
    const json result = run(request);
    EXPECT_GT(result["height"], 32);
    EXPECT_EQ(result["height"].get<int>() % 2, 0);
    request.overwrite = true;
    request.comparison->trace = place("gone.jsonl");
    expect_error(ErrorKind::Input, "gone.jsonl", [&] { return run(request); });
}

class ExportLatents : public ExportTest {
protected:
    ExportLatents() {
        std::filesystem::create_directory(folder_ / "model");
        tests::make_original_model(folder_ / "model");
        latents_ = at::randn({1, 16, 2, 4, 4}, at::TensorOptions().dtype(at::kFloat)) * 0.5;
    }
    [[nodiscard]] std::string latents(const media::Record& record, const std::string& model) const {
        pipeline::write_latents(place("run.latents.safetensors"),
                                {.latents = latents_, .record = record, .model = model}, true);
        return place("run.latents.safetensors");
    }
    at::Tensor latents_;
};

TEST_F(ExportLatents, AreDecodedAnewWithTheirModel) {
    const std::string source =
        latents({.parameters = kParameters, .json = record_json()}, place("model"));
    const json result = run(request_of(source, place("b.mkv")));
    EXPECT_EQ(result["frames"], 5);
    EXPECT_EQ(result["width"], 32);
    EXPECT_EQ(result["fps"], "8/1");
    const media::Clip clip = media::read_clip(place("b.mkv"));
    EXPECT_EQ(clip.record.parameters, kParameters);
    // Sixteen bits hold more than eight, and round to them.
    api::ExportRequest deep = request_of(source, place("deep/"));
    deep.codec = "png16";
    run(deep);
    const media::Clip rounded = media::read_clip(place("deep/"));
    int largest = 0;
    for (std::size_t i = 0; i < clip.frames[2].pixels.size(); ++i)
        largest = std::max(
            largest, std::abs(int{clip.frames[2].pixels[i]} - int{rounded.frames[2].pixels[i]}));
    EXPECT_LE(largest, 1);
}

TEST_F(ExportLatents, WithoutARecordTakeThatOfTheClipBesideThem) {
    const std::string source = latents({}, "");
    expect_error(ErrorKind::Input, "whose",
                 [&] { return run(request_of(source, place("b.mkv"))); });
    json record = json::parse(record_json());
    record["recipe"]["model"] = place("model");
    const auto sink = media::open_output(place("run.mkv"), {.width = 32, .height = 32});
    sink->write(std::make_shared<api::Image>(
        api::Image{32, 32, std::vector<std::uint8_t>(std::size_t{32} * 32 * 3)}));
    sink->finish({.parameters = kParameters, .json = record.dump()});
    run(request_of(source, place("b.mkv")));
    EXPECT_EQ(media::read_clip(place("b.mkv")).record.parameters, kParameters);
}

TEST_F(ExportLatents, OfAModelThatIsNotHereAreRefused) {
    const std::string source = latents({.parameters = "", .json = record_json()}, place("gone"));
    expect_error(ErrorKind::Input, "gone", [&] { return run(request_of(source, place("b.mkv"))); });
    std::ofstream(place("cut.safetensors"), std::ios::binary) << "1234";
    expect_error(ErrorKind::Input, "cut.safetensors",
                 [&] { return run(request_of(place("cut.safetensors"), place("b.mkv"))); });
    latents_ = at::zeros({1, 16, 0, 4, 4});
    expect_error(ErrorKind::Input, "latents",
                 [&] { return run(request_of(latents({}, place("model")), place("b.mkv"))); });
}

}  // namespace
}  // namespace plumbline::tools
