// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/clip_judge.h"

#include "train/clip_renderer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::train {
namespace {

using Clip = std::vector<api::Image>;

void add_grain(Clip& clip, float sigma, unsigned seed) {
    std::mt19937 engine(seed);
    std::normal_distribution<float> grain(0, sigma);
    for (api::Image& frame : clip)
        for (std::uint8_t& byte : frame.pixels)
            byte = std::uint8_t(std::clamp(std::lround(float(byte) + grain(engine)), 0L, 255L));
}

/// Weaker contrast and lifted blacks.
void fade(Clip& clip) {
    for (api::Image& frame : clip)
        for (std::uint8_t& byte : frame.pixels) byte = std::uint8_t(12 + byte * 86 / 100);
}

void box_blur(Clip& clip) {
    for (api::Image& frame : clip) {
        const api::Image sharp = frame;
        for (int y = 0; y < frame.height; ++y) {
            for (int x = 0; x < frame.width; ++x) {
                for (int channel = 0; channel < 3; ++channel) {
                    int sum = 0;
                    for (int dy = -1; dy <= 1; ++dy) {
                        for (int dx = -1; dx <= 1; ++dx) {
                            const int sx = std::clamp(x + dx, 0, frame.width - 1);
                            const int sy = std::clamp(y + dy, 0, frame.height - 1);
                            sum += sharp.pixels[std::size_t(sy) * sharp.row_bytes() +
                                                std::size_t(sx * 3 + channel)];
                        }
                    }
                    frame
                        .pixels[std::size_t(y) * frame.row_bytes() + std::size_t(x * 3 + channel)] =
                        std::uint8_t(sum / 9);
                }
            }
        }
    }
}

/// Counts by word meant (row) and word seen (column; the last one is "none").
class Confusion {
public:
    explicit Confusion(std::size_t words) : words_(words), counts_(words * (words + 1), 0) {}
    void add(int meant, int seen) {
        const std::size_t column = seen < 0 ? words_ : std::size_t(seen);
        ++counts_[std::size_t(meant) * (words_ + 1) + column];
        ++total_;
        right_ += meant == seen ? 1 : 0;
    }
    [[nodiscard]] double right() const { return double(right_) / double(total_); }

    template <std::size_t Count>
    void print(const char* name, const std::array<std::string_view, Count>& words) const {
        std::printf("%-11s %6.2f %% of %d\n", name, 100 * right(), total_);
        for (std::size_t meant = 0; meant < words_; ++meant) {
            for (std::size_t seen = 0; seen <= words_; ++seen) {
                const int count = counts_[meant * (words_ + 1) + seen];
                if (count == 0 || meant == seen) continue;
                std::printf("    %s seen as %s: %d\n", std::string(words[meant]).c_str(),
                            seen == words_ ? "none" : std::string(words[seen]).c_str(), count);
            }
        }
    }

private:
    std::size_t words_;
    std::vector<int> counts_;
    int total_ = 0, right_ = 0;
};

struct Figures {
    Confusion colour{kColours.size()}, shape{kShapes.size()}, motion{kMotions.size()},
        background{kBackgrounds.size()};

    void add(const Caption& meant, const Observation& seen) {
        colour.add(meant.colour, seen.colour);
        shape.add(meant.shape, seen.shape);
        motion.add(meant.motion, seen.motion);
        background.add(meant.background, seen.background);
    }
    void print(const char* title) const {
        std::printf("%s\n", title);
        colour.print("colour", kColours);
        motion.print("motion", kMotions);
        background.print("background", kBackgrounds);
        shape.print("shape", kShapes);
    }
    void expect_at_least(double share) const {
        EXPECT_GE(colour.right(), share);
        EXPECT_GE(motion.right(), share);
        EXPECT_GE(background.right(), share);
    }
};

/// Captions spread over the whole world: 1009 is prime to their number.
Caption caption_at(int i) {
    static const std::vector<Caption> captions = all_captions();
    return captions[std::size_t(i * 1009 % kCaptionCount)];
}

enum class Wear { None, Grain, Blur, Both, Faded };

Figures read_clips(int count, int first, const RenderOptions& options, Wear wear) {
    Figures figures;
    for (int i = first; i < first + count; ++i) {
        const Caption caption = caption_at(i);
        Clip clip = render(caption, std::uint64_t(i) * 7919, options);
        if (wear == Wear::Blur || wear == Wear::Both) box_blur(clip);
        if (wear == Wear::Grain || wear == Wear::Both) add_grain(clip, 6, unsigned(i));
        if (wear == Wear::Faded) fade(clip);
        figures.add(caption, observe(clip));
    }
    return figures;
}

TEST(ClipJudge, ReadsRenderedClips) {
    const Figures figures = read_clips(600, 0, {}, Wear::None);
    figures.print("600 clips, 64 x 64");
    figures.expect_at_least(0.99);
    EXPECT_GE(figures.shape.right(), 0.9);
}

TEST(ClipJudge, ReadsGrainyClips) {
    const Figures figures = read_clips(300, 600, {}, Wear::Grain);
    figures.print("300 clips with grain of sigma 6");
    figures.expect_at_least(0.97);
}

TEST(ClipJudge, ReadsBlurredClips) {
    const Figures figures = read_clips(300, 900, {}, Wear::Blur);
    figures.print("300 clips with a 3 x 3 box blur");
    figures.expect_at_least(0.97);
}

TEST(ClipJudge, ReadsBlurredGrainyClips) {
    const Figures figures = read_clips(300, 1200, {}, Wear::Both);
    figures.print("300 clips with blur and grain");
    figures.expect_at_least(0.97);
}

TEST(ClipJudge, ReadsFadedClips) {
    const Figures figures = read_clips(150, 1500, {}, Wear::Faded);
    figures.print("150 clips with weak contrast");
    figures.expect_at_least(0.97);
}

TEST(ClipJudge, ReadsOtherSizes) {
    struct Case {
        const char* title;
        RenderOptions options;
        int count;
    };
    for (const Case& one : {Case{"48 x 48", {.width = 48, .height = 48}, 150},
                            Case{"128 x 128", {.width = 128, .height = 128}, 100},
                            Case{"128 x 64", {.width = 128, .height = 64}, 150},
                            Case{"64 x 64, 33 frames", {.frames = 33}, 100}}) {
        const Figures figures = read_clips(one.count, 1500, one.options, Wear::None);
        figures.print(one.title);
        figures.expect_at_least(0.97);
    }
}

TEST(ClipJudge, SaysNoToAWrongCaption) {
    for (int i = 0; i < 60; ++i) {
        const Caption shown = caption_at(i);
        const Clip clip = render(shown, std::uint64_t(i));
        ASSERT_TRUE(judge(clip, shown).is_right()) << text(shown);
        Caption wrong = shown;
        wrong.colour = (shown.colour + 1 + i % 7) % 8;
        EXPECT_FALSE(judge(clip, wrong).colour) << text(wrong);
        EXPECT_TRUE(judge(clip, wrong).motion);
        wrong = shown;
        wrong.motion = (shown.motion + 1 + i % 8) % 9;
        EXPECT_FALSE(judge(clip, wrong).motion) << text(wrong);
        EXPECT_TRUE(judge(clip, wrong).background);
        wrong = shown;
        wrong.background = (shown.background + 1 + i % 6) % 7;
        EXPECT_FALSE(judge(clip, wrong).background) << text(wrong);
        EXPECT_FALSE(judge(clip, wrong).is_right());
    }
}

TEST(ClipJudge, CallsNoiseNoise) {
    std::mt19937 engine(5);
    for (const int side : {48, 64, 128}) {
        Clip clip(9);
        for (api::Image& frame : clip) {
            frame.width = frame.height = side;
            frame.pixels.resize(std::size_t(side * side * 3));
            for (std::uint8_t& byte : frame.pixels) byte = std::uint8_t(engine() & 255U);
        }
        const Observation seen = observe(clip);
        EXPECT_TRUE(seen.is_noise);
        EXPECT_EQ(seen.colour, -1);
        const Verdict verdict = judge(clip, {});
        EXPECT_FALSE(verdict.colour || verdict.motion || verdict.background || verdict.shape);
    }
}

TEST(ClipJudge, CallsNoRenderedClipNoise) {
    for (int i = 0; i < 40; ++i) {
        Clip clip = render(caption_at(i), std::uint64_t(i));
        add_grain(clip, 6, unsigned(i));
        EXPECT_FALSE(observe(clip).is_noise) << text(caption_at(i));
    }
}

/// The background alone: the right third of a wide clip whose object stays in the middle.
Clip without_object(int background, std::uint64_t seed) {
    const Caption caption = {.colour = colour::Red,
                             .shape = shape::Ball,
                             .motion = motion::Spins,
                             .background = background};
    Clip wide = render(caption, seed, {.width = 192, .height = 64});
    for (api::Image& frame : wide) {
        api::Image part{64, 64, {}};
        for (int y = 0; y < 64; ++y) {
            const auto row =
                frame.pixels.begin() + std::ptrdiff_t(std::size_t(y) * frame.row_bytes());
            part.pixels.insert(part.pixels.end(), row + 128 * 3, row + 192 * 3);
        }
        frame = std::move(part);
    }
    return wide;
}

TEST(ClipJudge, SeesNoObjectOnABareBackground) {
    for (int b = 0; b < int(kBackgrounds.size()); ++b) {
        for (std::uint64_t seed = 0; seed < 5; ++seed) {
            for (const bool is_worn : {false, true}) {
                Clip clip = without_object(b, seed);
                if (is_worn) add_grain(clip, 6, unsigned(seed));
                const Observation seen = observe(clip);
                const auto name = kBackgrounds[std::size_t(b)];
                EXPECT_EQ(seen.background, b) << name;
                EXPECT_EQ(seen.colour, -1) << name;
                EXPECT_EQ(seen.shape, -1) << name;
                EXPECT_EQ(seen.motion, -1) << name;
            }
        }
    }
}

TEST(ClipJudge, SeesNoMotionInAStill) {
    for (int i = 0; i < 60; ++i) {
        Clip clip = render(caption_at(i), std::uint64_t(i));
        std::fill(clip.begin(), clip.end(), clip[5]);
        EXPECT_EQ(observe(clip).motion, -1) << text(caption_at(i));
        EXPECT_EQ(observe(clip).background, caption_at(i).background) << text(caption_at(i));
        add_grain(clip, 6, unsigned(i));
        EXPECT_EQ(observe(clip).motion, -1) << text(caption_at(i));
    }
}

TEST(ClipJudge, RefusesWhatIsNotAClip) {
    const Clip clip = render({}, 1);
    EXPECT_THROW((void)observe(std::span(clip).first(4)), std::invalid_argument);
    Clip mixed = clip;
    mixed[3] = render({}, 1, {.width = 48, .height = 48})[0];
    EXPECT_THROW((void)observe(mixed), std::invalid_argument);
    mixed[3] = clip[3];
    mixed[3].pixels.pop_back();
    EXPECT_THROW((void)observe(mixed), std::invalid_argument);
}

}  // namespace
}  // namespace plumbline::train
