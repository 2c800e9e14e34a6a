// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a line is said before the engine is opened: none is there in these tests.
#include "api/engine.h"
#include "cli/subprocess.h"
#include "support/temporary_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

namespace plumbline::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Words = std::vector<std::string>;

Outcome without_engine(const Words& arguments, Start start = {}) {
    start.engine = "/nonexistent/engine.so";
    return Subprocess(arguments, start).finish();
}

void expect_refused(const Outcome& outcome, int code, const std::string& about) {
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(outcome.err, StartsWith("plumbline: error: "));
    EXPECT_THAT(outcome.err, HasSubstr(about));
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
}

TEST(Usage, VersionNeedsNoEngine) {
    const Outcome outcome = without_engine({"--version"});
    EXPECT_EQ(outcome.code, 0);
    EXPECT_EQ(outcome.out, std::string("plumbline ") + api::version() + "\n");
    EXPECT_EQ(outcome.err, "");
}

TEST(Usage, HelpShowsEveryCommandAndExamples) {
    const Outcome outcome = without_engine({"--help"});
    EXPECT_EQ(outcome.code, 0);
    for (const char* command : {"generate", "replay", "compare", "inspect", "models", "caches",
                                "whatif", "doctor", "queue", "bench", "export"}) {
        EXPECT_THAT(outcome.out, HasSubstr(command));
        const Outcome help = without_engine({command, "--help"});
        EXPECT_EQ(help.code, 0);
        EXPECT_THAT(help.out, HasSubstr("Examples:")) << command;
        EXPECT_THAT(help.out, HasSubstr(std::string("plumbline ") + command)) << command;
    }
}

TEST(Usage, BadLinesAreRefused) {
    expect_refused(without_engine({}), 2, "no command");
    expect_refused(without_engine({"genrate"}), 2, "no command 'genrate'");
    expect_refused(without_engine({"generate", "--promt", "x"}), 2, "--promt");
    expect_refused(without_engine({"generate", "--prompt"}), 2, "--prompt");
    expect_refused(without_engine({"replay"}), 2, "--manifest");
    expect_refused(without_engine({"compare", "a.mp4"}), 2, "B");
    expect_refused(without_engine({"completion", "tcsh"}), 2, "bash, zsh, fish");
    expect_refused(without_engine({"generate", "--events", "xml"}), 2, "jsonl");
}

TEST(Usage, BadValuesAreRefusedWithWhatToDo) {
    const auto refuse = [](const Words& flags, const std::string& about) {
        Words words = {"generate", "--prompt", "a ball"};
        words.insert(words.end(), flags.begin(), flags.end());
        expect_refused(without_engine(words), 2, about);
    };
    refuse({"--size", "830x480"}, "take 816 or 832");
    refuse({"--size", "8x480"}, "width");
    refuse({"--size", "large"}, "WIDTHxHEIGHT");
    refuse({"--frames", "16"}, "take 13 or 17");
    refuse({"--frames", "-3"}, "frames '-3'");
    refuse({"--steps", "0"}, "from 1 to");
    refuse({"--steps", "ten"}, "steps 'ten'");
    refuse({"--guidance", "nan"}, "finite");
    refuse({"--shift", "inf"}, "finite");
    refuse({"--shift", "-1"}, "above 0");
    refuse({"--seed", "-1"}, "seed '-1'");
    refuse({"--seed", "18446744073709551616"}, "seed");
    refuse({"--seed", "18446744073709551615", "--count", "2"}, "no room for --count");
    refuse({"--sampler", "euler2"}, "unipc, euler, dpm++");
    refuse({"--dtype", "f64"}, "f32, bf16, f16");
    refuse({"--device", "gpu"}, "cuda:N");
    refuse({"--device", "cuda:x"}, "device number 'x'");
    refuse({"--residency", "disk"}, "stream");
    refuse({"--memory", "much"}, "for example 12GB");
    refuse({"--lora", ":0.5"}, "name a file");
    refuse({"--cache", "dicache:threshold"}, "key=value");
    refuse({"--threads", "-1"}, "threads");
    refuse({"--count", "0"}, "count '0'");
    refuse({"--output", "clip.avi"}, ".mp4");
    refuse({"--output", ".mp4"}, ".mp4");
    refuse({"--trace", "trace.json"}, ".jsonl");
    refuse({"--save-latents", "latents.pt"}, ".safetensors");
    refuse({"--set", "steps"}, "key=value");
    refuse({"--set", "stepps=3"}, "no field 'stepps'");
    refuse({"--prompt-file", "prompts.txt"}, "both given");
}

TEST(Usage, PromptsAreChecked) {
    const TemporaryFolder folder;
    expect_refused(without_engine({"generate"}), 2, "no prompt");
    expect_refused(without_engine({"generate", "--prompt", ""}), 2, "empty");
    expect_refused(without_engine({"generate", "--prompt", "  \t"}), 2, "empty");
    expect_refused(without_engine({"generate", "--prompt", "bad \xC3("}), 2, "UTF-8");
    expect_refused(without_engine({"generate", "--prompt-file", folder / "missing.txt"}), 3,
                   "missing.txt");
    std::ofstream(folder / "empty.txt") << "\n  \n";
    expect_refused(without_engine({"generate", "--prompt-file", folder / "empty.txt"}), 2,
                   "no prompt");
    std::ofstream(folder / "latin.txt") << "one\ncaf\xE9\n";
    expect_refused(without_engine({"generate", "--prompt-file", folder / "latin.txt"}), 2,
                   "line 2");
}

TEST(Usage, NothingIsOverwrittenUnasked) {
    const TemporaryFolder folder;
    const Start start{.engine = {}, .folder = folder.path(), .input = {}, .output_file = {}};
    std::ofstream(folder / "clip-2.mp4") << "kept";
    expect_refused(
        without_engine({"generate", "--prompt", "a", "--output", "clip.mp4", "--count", "2"},
                       start),
        2, "clip-2.mp4 exists already: choose another name or add --overwrite");
    expect_refused(without_engine({"generate", "--prompt", "a", "--output", "no/clip.mp4"}, start),
                   1, "the folder no does not exist");
    std::filesystem::create_directory(folder / "frames");
    std::ofstream(folder / "frames" / "1.png") << "kept";
    expect_refused(without_engine({"generate", "--prompt", "a", "--output", "frames/"}, start), 2,
                   "frames/");
}

TEST(Usage, MissingInputsAreToldFromBadUsage) {
    expect_refused(without_engine({"inspect", "/nonexistent/model"}), 3, "/nonexistent/model");
    expect_refused(without_engine({"compare", "/nonexistent/a.mp4", "/nonexistent/b.mp4"}), 3,
                   "a.mp4");
    expect_refused(
        without_engine({"replay", "--manifest", "/nonexistent/m.json", "--case", "all", "--check"}),
        3, "m.json");
    expect_refused(without_engine({"generate", "--recipe", "/nonexistent/r.json"}), 3, "r.json");
    expect_refused(without_engine({"replay", "--manifest", "/dev/null", "--case", "all"}), 2,
                   "nothing to do");
    expect_refused(without_engine({"compare", "/dev/null", "/dev/null", "--fail-if", "lpips<1"}), 2,
                   "psnr, ssim");
}

TEST(Usage, AMissingEngineIsOneClearLine) {
    const Outcome outcome = without_engine({"models", "--quiet"});
    expect_refused(outcome, 1, "/nonexistent/engine.so");
}

}  // namespace
}  // namespace plumbline::tests
