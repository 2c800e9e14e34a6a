// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/captions.h"

#include <cctype>

namespace plumbline::train {
namespace {

constexpr std::uint64_t kHeldOutSalt = 0x706c756d626c696eULL;
constexpr int kHeldOutOneIn = 10;

/// Lower case, single spaces, no space or full stop at the ends.
std::string normalised(std::string_view sentence) {
    std::string result;
    for (const char letter : sentence) {
        const auto code = static_cast<unsigned char>(letter);
        if (std::isspace(code) != 0) {
            if (!result.empty() && result.back() != ' ') result += ' ';
        } else {
            result += static_cast<char>(std::tolower(code));
        }
    }
    while (!result.empty() && (result.back() == ' ' || result.back() == '.')) result.pop_back();
    return result;
}

bool take_prefix(std::string_view& rest, std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
}

/// Removes the one of `words`, followed by `end`, that `rest` starts with; -1 where none does.
template <std::size_t kCount>
int take_word(std::string_view& rest,
              const std::array<std::string_view, kCount>& words,
              std::string_view end) {
    for (std::size_t i = 0; i < kCount; ++i) {
        if (rest.starts_with(words[i]) && rest.substr(words[i].size()).starts_with(end)) {
            rest.remove_prefix(words[i].size() + end.size());
            return static_cast<int>(i);
        }
    }
    return -1;
}

template <std::size_t kCount>
std::string_view word_at(const std::array<std::string_view, kCount>& words, int index) {
    return words.at(static_cast<std::size_t>(index));
}

}  // namespace

std::string text(const Caption& caption) {
    std::string result = "a ";
    result += word_at(kColours, caption.colour);
    result += ' ';
    result += word_at(kShapes, caption.shape);
    result += ' ';
    result += word_at(kMotions, caption.motion);
    result += " over ";
    result += word_at(kBackgrounds, caption.background);
    return result;
}

std::optional<Caption> parse(std::string_view sentence) {
    const std::string clean = normalised(sentence);
    std::string_view rest = clean;
    if (!take_prefix(rest, "a ") && !take_prefix(rest, "an ")) return std::nullopt;
    Caption caption;
    caption.colour = take_word(rest, kColours, " ");
    if (caption.colour < 0) return std::nullopt;
    caption.shape = take_word(rest, kShapes, " ");
    if (caption.shape < 0) return std::nullopt;
    caption.motion = take_word(rest, kMotions, " over ");
    if (caption.motion < 0) return std::nullopt;
    caption.background = take_word(rest, kBackgrounds, "");
    if (caption.background < 0 || !rest.empty()) return std::nullopt;
    return caption;
}

int index_of(const Caption& caption) {
    const int shape_index = caption.colour * static_cast<int>(kShapes.size()) + caption.shape;
    const int motion_index = shape_index * static_cast<int>(kMotions.size()) + caption.motion;
    return motion_index * static_cast<int>(kBackgrounds.size()) + caption.background;
}

std::vector<Caption> all_captions() {
    std::vector<Caption> captions;
    captions.reserve(kCaptionCount);
    for (int c = 0; c < static_cast<int>(kColours.size()); ++c)
        for (int s = 0; s < static_cast<int>(kShapes.size()); ++s)
            for (int m = 0; m < static_cast<int>(kMotions.size()); ++m)
                for (int b = 0; b < static_cast<int>(kBackgrounds.size()); ++b)
                    captions.push_back({.colour = c, .shape = s, .motion = m, .background = b});
    return captions;
}

std::uint64_t scatter_bits(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

bool is_held_out(const Caption& caption) {
    const auto index = static_cast<std::uint64_t>(index_of(caption));
    return scatter_bits(index + kHeldOutSalt) % kHeldOutOneIn == 0;
}

}  // namespace plumbline::train
