// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/judge_clips.h"

#include "base/error.h"
#include "media/video_reader.h"
#include "train/captions.h"
#include "train/clip_judge.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plumbline::train {
namespace {

Caption caption_of(const media::Clip& clip, const std::string& path) {
    const nlohmann::json record = nlohmann::json::parse(clip.record.json, nullptr, false);
    if (record.is_object() && record.contains("recipe") && record["recipe"].contains("prompt")) {
        if (const auto caption = parse(record["recipe"]["prompt"].get<std::string>()))
            return *caption;
    }
    throw Error(
        ErrorKind::Input, fmt::format("{} carries no caption of the demo world", path),
        "make it with plumbline generate and a demo model, and a caption as plumbline-train "
        "captions prints them");
}

/// A picture is a clip that stands still: of its motion nothing can be said.
std::vector<api::Image> frames_to_judge(const media::Clip& clip) {
    constexpr std::size_t kStill = 5;
    if (clip.frames.size() > 1) return clip.frames;
    return std::vector<api::Image>(kStill, clip.frames.at(0));
}

struct Counts {
    int clips = 0, colour = 0, motion = 0, background = 0, shape = 0, all = 0, noise = 0;

    void add(const Verdict& verdict, bool is_noise) {
        ++clips;
        colour += verdict.colour ? 1 : 0;
        motion += verdict.motion ? 1 : 0;
        background += verdict.background ? 1 : 0;
        shape += verdict.shape ? 1 : 0;
        all += verdict.is_right() ? 1 : 0;
        noise += is_noise ? 1 : 0;
    }
    [[nodiscard]] double share(int count) const { return static_cast<double>(count) / clips; }
};

void expect_share(const char* what, double share, double least) {
    if (share + 1e-9 >= least) return;
    throw Error(ErrorKind::Gate,
                fmt::format("{} is right in {:.0f} % of the clips", what, 100 * share),
                fmt::format("{:.0f} % were asked for; train further", 100 * least));
}

}  // namespace

void judge_clips(const Judging& judging) {
    Counts counts;
    for (const std::string& path : judging.clips) {
        const media::Clip clip = media::read_clip(path);
        const Caption caption = caption_of(clip, path);
        const std::vector<api::Image> frames = frames_to_judge(clip);
        const Verdict verdict = judge(frames, caption);
        const bool is_noise = observe(frames).is_noise;
        counts.add(verdict, is_noise);
        const auto word = [](bool right) { return right ? "right" : "wrong"; };
        fmt::print("{}: {}: colour {}, motion {}, background {}, shape {}{}\n", path, text(caption),
                   word(verdict.colour), word(verdict.motion), word(verdict.background),
                   word(verdict.shape), is_noise ? ", NOISE" : "");
    }
    fmt::print(
        "{} clips: colour {:.1f} %, motion {:.1f} %, background {:.1f} %, shape {:.1f} %, all "
        "three {:.1f} %, noise {}\n",
        counts.clips, 100 * counts.share(counts.colour), 100 * counts.share(counts.motion),
        100 * counts.share(counts.background), 100 * counts.share(counts.shape),
        100 * counts.share(counts.all), counts.noise);
    expect_share("the colour", counts.share(counts.colour), judging.colour);
    expect_share("the motion", counts.share(counts.motion), judging.motion);
    expect_share("the background", counts.share(counts.background), judging.background);
    const bool gated = judging.colour > 0 || judging.motion > 0 || judging.background > 0;
    if (gated && counts.noise > 0) {
        throw Error(ErrorKind::Gate, fmt::format("{} clips are noise", counts.noise),
                    "train further");
    }
}

}  // namespace plumbline::train
