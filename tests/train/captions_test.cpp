// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/captions.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <vector>

namespace plumbline::train {
namespace {

TEST(Captions, TextAndParseAreInverse) {
    const std::vector<Caption> captions = all_captions();
    ASSERT_EQ(captions.size(), std::size_t(kCaptionCount));
    std::set<std::string> sentences;
    for (int i = 0; i < kCaptionCount; ++i) {
        const Caption& caption = captions[std::size_t(i)];
        EXPECT_EQ(index_of(caption), i);
        const std::string sentence = text(caption);
        sentences.insert(sentence);
        const auto parsed = parse(sentence);
        ASSERT_TRUE(parsed.has_value()) << sentence;
        EXPECT_EQ(*parsed, caption) << sentence;
    }
    EXPECT_EQ(sentences.size(), std::size_t(kCaptionCount));
}

TEST(Captions, TextFollowsThePattern) {
    EXPECT_EQ(text({.colour = colour::Red,
                    .shape = shape::Ball,
                    .motion = motion::Left,
                    .background = background::Night}),
              "a red ball moves left over a night sky");
    EXPECT_THROW((void)text({.colour = 8}), std::out_of_range);
    EXPECT_THROW((void)text({.motion = -1}), std::out_of_range);
}

TEST(Captions, ParseForgivesCaseSpacesAndArticle) {
    const Caption expected = {.colour = colour::Orange,
                              .shape = shape::Star,
                              .motion = motion::Spins,
                              .background = background::Grass};
    EXPECT_EQ(parse("  An  Orange star SPINS over green grass. "), expected);
    EXPECT_EQ(parse("a orange star spins over green grass"), expected);
}

TEST(Captions, ParseRefusesOtherSentences) {
    EXPECT_FALSE(parse(""));
    EXPECT_FALSE(parse("a red ball"));
    EXPECT_FALSE(parse("a pink ball spins over green grass"));
    EXPECT_FALSE(parse("a red ball spins over green grass and trees"));
    EXPECT_FALSE(parse("a redball spins over green grass"));
    EXPECT_FALSE(parse("a red ball spins under green grass"));
}

TEST(Captions, ATenthIsHeldOutAndEveryWordIsTrained) {
    int held_out = 0;
    std::vector<int> seen(8 + 6 + 9 + 7, 0), kept_back(8 + 6 + 9 + 7, 0);
    for (const Caption& caption : all_captions()) {
        const bool is_out = is_held_out(caption);
        held_out += is_out ? 1 : 0;
        for (const int word :
             {caption.colour, 8 + caption.shape, 14 + caption.motion, 23 + caption.background})
            ++(is_out ? kept_back : seen)[std::size_t(word)];
    }
    const double fraction = double(held_out) / kCaptionCount;
    EXPECT_GE(fraction, 0.09);
    EXPECT_LE(fraction, 0.11);
    for (std::size_t word = 0; word < seen.size(); ++word) {
        const double share = double(kept_back[word]) / double(kept_back[word] + seen[word]);
        EXPECT_GT(share, 0.05) << "word " << word;
        EXPECT_LT(share, 0.15) << "word " << word;
    }
    RecordProperty("held_out", held_out);
}

}  // namespace
}  // namespace plumbline::train
