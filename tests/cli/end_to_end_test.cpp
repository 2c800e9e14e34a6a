// SPDX-License-Identifier: GPL-3.0-or-later
// The real program with the real engine on a tiny model: what people and scripts meet.
#include "cli/subprocess.h"
#include "support/temporary_folder.h"
#include "support/tiny_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/resource.h>

namespace plumbline::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string content_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// A message for people: one line that begins with the program's name.
void expect_one_line(const std::string& text) {
    EXPECT_TRUE(text.starts_with("plumbline: ")) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

class EndToEnd : public testing::Test {
protected:
    EndToEnd() {
        fs::create_directory(folder_ / "model");
        make_original_model(folder_ / "model");
    }
    [[nodiscard]] Start start() const {
        return {.engine = PLUMBLINE_ENGINE_LIBRARY,
                .folder = folder_.path(),
                .input = {},
                .output_file = {}};
    }
    Outcome run(const std::vector<std::string>& words) const {
        return Subprocess(words, start()).finish();
    }
    /// A small run; no flag may be given twice.
    [[nodiscard]] static std::vector<std::string> generate(const std::vector<std::string>& more) {
        std::vector<std::string> words{
            "generate", "--model", "model",   "--prompt", "a red ball", "--size",    "32x32",
            "--frames", "5",       "--steps", "6",        "--fps",      "8",         "--guidance",
            "5",        "--shift", "5",       "--seed",   "3",          "--threads", "1"};
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }
    /// Files in the working folder, hidden ones too, the model aside.
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_.path())) {
            if (entry.path().filename() != "model") names.push_back(entry.path().filename());
        }
        std::sort(names.begin(), names.end());
        return names;
    }

    TemporaryFolder folder_;
};

TEST_F(EndToEnd, GenerateGivesTheResultObject) {
    const Outcome outcome =
        run(generate({"--output", "clip.mp4", "--cache", "dicache:threshold=0.5", "--json"}));
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json result = json::parse(outcome.out);
    EXPECT_EQ(result["output"], "clip.mp4");
    EXPECT_EQ(result["model"], "model");
    EXPECT_EQ(result["family"], "wan");
    EXPECT_EQ(result["seed"], 3);
    EXPECT_EQ(result["steps"], 6);
    EXPECT_EQ(result["cache"]["method"], "dicache");
    EXPECT_EQ(result["cache"]["parameters"]["threshold"], 0.5);
    EXPECT_EQ(result["cache"]["decisions"]["cond"].get<std::string>().size(), 6U);
    EXPECT_EQ(result["cache"]["decisions"]["uncond"].get<std::string>().size(), 6U);
    EXPECT_GE(result["speedup"]["ideal"].get<double>(), 1.0);
    for (const char* phase : {"load", "encode", "denoise", "decode", "export"}) {
        EXPECT_GE(result["seconds"][phase].get<double>(), 0) << phase;
    }
    EXPECT_GT(result["peak_bytes"]["host"].get<std::int64_t>(), 0);
    EXPECT_TRUE(result["warnings"].empty());
    EXPECT_THAT(files(), ElementsAre("clip.mp4"));
}

TEST_F(EndToEnd, ASeedGivesTheSameFileInAnotherProcess) {
    for (const char* name : {"a.mp4", "b.mp4"}) {
        ASSERT_EQ(run(generate({"--output", name, "--quiet"})).code, 0);
    }
    EXPECT_TRUE(content_of(folder_ / "a.mp4") == content_of(folder_ / "b.mp4"));
}

TEST_F(EndToEnd, GifAndPicturesAreWritten) {
    ASSERT_EQ(run(generate({"--output", "clip.gif"})).code, 0);
    ASSERT_EQ(run(generate({"--output", "clip/"})).code, 0);
    EXPECT_EQ(content_of(folder_ / "clip.gif").substr(0, 4), "GIF8");
    int pictures = 0;
    for (const auto& entry : fs::directory_iterator(folder_ / "clip")) {
        if (entry.path().extension() == ".png") ++pictures;
    }
    EXPECT_EQ(pictures, 5);
}

TEST_F(EndToEnd, CompareMeasuresTwoClips) {
    ASSERT_EQ(run(generate({"--output", "truth/", "--cache", "none"})).code, 0);
    ASSERT_EQ(run(generate({"--output", "cached/", "--cache", "dicache:threshold=1"})).code, 0);
    const Outcome words = run({"compare", "truth", "cached"});
    ASSERT_EQ(words.code, 0) << words.err;
    EXPECT_THAT(words.out, HasSubstr("psnr"));
    const Outcome same = run({"compare", "truth", "truth", "--json"});
    ASSERT_EQ(same.code, 0) << same.err;
    EXPECT_EQ(run({"compare", "truth", "cached", "--fail-if", "psnr<99"}).code, 6);
}

TEST_F(EndToEnd, InspectDescribesTheFolder) {
    const Outcome outcome = run({"inspect", "model", "--json"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("wan"));
    EXPECT_TRUE(json::parse(outcome.out).is_object());
}

TEST_F(EndToEnd, ReplayChecksARecordedRun) {
    const std::string manifest = std::string(PLUMBLINE_GOLDENS) + "/manifest.json";
    const Outcome outcome = run({"replay", "--manifest", manifest, "--case", "wan_tiny/run_unipc20",
                                 "--output", "out.safetensors", "--check"});
    EXPECT_EQ(outcome.code, 0) << outcome.err << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("latents"));
    EXPECT_THAT(files(), ElementsAre("out.safetensors"));
}

TEST_F(EndToEnd, ARecordedRunPassesItsCheck) {
    ASSERT_EQ(run(generate({"--output", "clip.mp4", "--record-case", "case"})).code, 0);
    const Outcome outcome = run({"replay", "--manifest", "case/manifest.json", "--case", "all",
                                 "--output", "results/", "--check"});
    EXPECT_EQ(outcome.code, 0) << outcome.err << outcome.out;
}

TEST_F(EndToEnd, BadRequestsLeaveWith2AndOneLine) {
    for (const std::vector<std::string>& flags : {std::vector<std::string>{"--set", "size=40x32"},
                                                  {"--set", "frames=16"},
                                                  {"--set", "steps=0"},
                                                  {"--sampler", "heun"},
                                                  {"--cache", "nocache"},
                                                  {"--cache", "dicache:depth=3"},
                                                  {"--cache", "dicache:probe_depth=5"},
                                                  {"--shift", "5"}}) {
        std::vector<std::string> more{"--output", "clip.mp4", "--quiet"};
        more.insert(more.end(), flags.begin(), flags.end());
        const Outcome outcome = run(generate(more));
        EXPECT_EQ(outcome.code, 2) << flags[0] << " " << flags[1];
        expect_one_line(outcome.err);
    }
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(EndToEnd, BadModelsLeaveWith3AndOneLine) {
    const auto expect_input = [&](const std::string& part) {
        const Outcome outcome = run(generate({"--output", "clip.mp4", "--quiet"}));
        EXPECT_EQ(outcome.code, 3) << part;
        expect_one_line(outcome.err);
        EXPECT_THAT(outcome.err, HasSubstr(part));
    };
    const fs::path denoiser = folder_ / "model" / "diffusion_pytorch_model.safetensors";
    fs::resize_file(denoiser, fs::file_size(denoiser) - 1);
    expect_input("diffusion_pytorch_model.safetensors");
    fs::remove(denoiser);
    expect_input("denoiser");
    fs::remove_all(folder_ / "model");
    expect_input("model");
    EXPECT_THAT(files(), IsEmpty());
}

TEST_F(EndToEnd, ADeviceThatIsNotThereLeavesWith5) {
    const Outcome outcome =
        run(generate({"--output", "clip.mp4", "--quiet", "--device", "cuda:99"}));
    EXPECT_EQ(outcome.code, 5);
    expect_one_line(outcome.err);
}

TEST_F(EndToEnd, UnwritablePlacesLeaveWith1AndOneLine) {
    for (const char* place :
         {"nowhere/clip.mp4", "/proc/clip.mp4", "/proc/clip/", "/sys/clip.gif"}) {
        const Outcome outcome = run(generate({"--output", place, "--quiet"}));
        EXPECT_EQ(outcome.code, 1) << place;
        expect_one_line(outcome.err);
    }
    Start full = start();
    full.output_file = "/dev/full";
    const Outcome outcome =
        Subprocess(generate({"--output", "clip.mp4", "--quiet", "--json"}), full).finish();
    EXPECT_EQ(outcome.code, 1);
    expect_one_line(outcome.err);
}

/// Files that this process and its children write may have at most so many bytes.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

TEST_F(EndToEnd, AFullDiskLeavesWith1OneLineAndNoFile) {
    for (const std::vector<std::string>& place :
         {std::vector<std::string>{"--output", "clip.mp4"},
          {"--output", "clip.gif"},
          {"--output", "clip/"},
          {"--output", "clip.mp4", "--save-latents", "clip.safetensors"}}) {
        std::vector<std::string> more{"--quiet"};
        more.insert(more.end(), place.begin(), place.end());
        Outcome outcome;
        {
            const FileSizeLimit limit(1024);
            outcome = run(generate(more));
        }
        EXPECT_EQ(outcome.code, 1) << place.back() << " signal " << outcome.signal;
        expect_one_line(outcome.err);
        EXPECT_THAT(files(), IsEmpty()) << place.back();
    }
}

TEST_F(EndToEnd, AKillLeavesNothingUnderTheFinalName) {
    const std::vector<const char*> all{R"("phase":"encode")", R"("phase":"denoise")",
                                       R"("step":0,)",        R"("step":4,)",
                                       R"("phase":"decode")", R"("done":1,)"};
    const std::vector<const char*> some{R"("step":4,)", R"("done":1,)"};
    for (const std::string name : {"clip.mp4", "clip.gif", "clip/"}) {
        for (const char* moment : name == "clip.mp4" ? all : some) {
            Subprocess program(generate({"--output", name, "--events", "jsonl", "--quiet"}),
                               start());
            ASSERT_TRUE(program.wait_for(moment)) << moment;
            program.send(SIGKILL);
            const Outcome outcome = program.finish();
            EXPECT_FALSE(fs::exists(folder_ / name)) << name << " after " << moment;
            EXPECT_EQ(outcome.signal, SIGKILL);
        }
        // The next run takes the name, and the leftovers of the killed ones away.
        EXPECT_EQ(run(generate({"--output", name, "--quiet"})).code, 0);
        EXPECT_TRUE(fs::exists(folder_ / name));
        fs::remove_all(folder_ / name);
        EXPECT_THAT(files(), IsEmpty()) << name;
    }
}

TEST_F(EndToEnd, AKillAtTheEndLeavesAWholeFileOrNone) {
    ASSERT_EQ(run(generate({"--output", "whole.mp4", "--quiet"})).code, 0);
    const std::string whole = content_of(folder_ / "whole.mp4");
    for (int round = 0; round < 4; ++round) {
        Subprocess program(generate({"--output", "clip.mp4", "--events", "jsonl", "--quiet"}),
                           start());
        ASSERT_TRUE(program.wait_for(R"("phase":"export")"));
        program.send(SIGKILL);
        static_cast<void>(program.finish());
        const bool finished = fs::exists(folder_ / "clip.mp4");
        EXPECT_TRUE(!finished || content_of(folder_ / "clip.mp4") == whole);
        fs::remove(folder_ / "clip.mp4");
    }
}

TEST_F(EndToEnd, AnInterruptSavesTheLatentsAndLeavesWith130) {
    Subprocess program(
        generate({"--output", "clip.mp4", "--events", "jsonl", "--set", "steps=200"}), start());
    ASSERT_TRUE(program.wait_for(R"("step":1,)"));
    program.send(SIGINT);
    const Outcome outcome = program.finish();
    EXPECT_EQ(outcome.code, 130);
    EXPECT_THAT(outcome.out, HasSubstr(R"("outcome":"stopped")"));
    EXPECT_THAT(files(), ElementsAre("clip.latents.safetensors"));
    EXPECT_EQ(run({"compare", "clip.latents.safetensors", "clip.latents.safetensors"}).code, 0);
}

TEST_F(EndToEnd, ALatentsFileBecomesAnyFormatWithTheRunsRecord) {
    ASSERT_EQ(
        run(generate({"--output", "clip.mkv", "--save-latents", "run.safetensors", "--quiet"}))
            .code,
        0);
    const Outcome outcome = run({"export", "run.safetensors", "--output", "{seed}-{codec}.webp",
                                 "--quality", "100", "--json", "--quiet"});
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(json::parse(outcome.out)["output"], "3-webp.webp");
    const json compared = json::parse(run({"compare", "clip.mkv", "3-webp.webp", "--json"}).out);
    EXPECT_EQ(compared["identical"], true);
    // The record inside the export repeats the run.
    ASSERT_EQ(run({"export", "3-webp.webp", "--output", "frames/", "--quiet"}).code, 0);
    ASSERT_EQ(run({"generate", "--recipe", "frames/record.json", "--model", "model", "--output",
                   "again.mkv", "--quiet"})
                  .code,
              0);
    EXPECT_EQ(json::parse(run({"compare", "clip.mkv", "again.mkv", "--json"}).out)["identical"],
              true);
}

TEST_F(EndToEnd, TheRecordOfARunRepeatsIt) {
    ASSERT_EQ(run(generate({"--output", "a.mp4", "--trace", "a.jsonl", "--cache",
                            "dicache:threshold=0.4"}))
                  .code,
              0);
    std::istringstream trace(content_of(folder_ / "a.jsonl"));
    std::string header;
    std::getline(trace, header);
    json recipe = json::parse(header)["recipe"];
    recipe["model"] = "model";
    std::ofstream(folder_ / "recipe.json") << recipe.dump();
    const Outcome again = run({"generate", "--recipe", "recipe.json", "--output", "b.mp4"});
    ASSERT_EQ(again.code, 0) << again.err;
    EXPECT_TRUE(content_of(folder_ / "a.mp4") == content_of(folder_ / "b.mp4"));
}

}  // namespace
}  // namespace plumbline::tests
