// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::train {

inline constexpr std::array<std::string_view, 8> kColours = {"red",  "orange", "yellow", "green",
                                                             "cyan", "blue",   "purple", "white"};
inline constexpr std::array<std::string_view, 6> kShapes = {"ball", "square", "triangle",
                                                            "star", "ring",   "cross"};
inline constexpr std::array<std::string_view, 9> kMotions = {
    "moves left", "moves right", "moves up", "moves down", "bounces",
    "spins",      "grows",       "shrinks",  "circles"};
inline constexpr std::array<std::string_view, 7> kBackgrounds = {
    "a black background", "a grey background", "a night sky", "a sunset",
    "green grass",        "a checkerboard",    "a blue sea"};

// The indices into the lists above, by name.
namespace colour {
enum : int { Red, Orange, Yellow, Green, Cyan, Blue, Purple, White };
}
namespace shape {
enum : int { Ball, Square, Triangle, Star, Ring, Cross };
}
namespace motion {
enum : int { Left, Right, Up, Down, Bounces, Spins, Grows, Shrinks, Circles };
}
namespace background {
enum : int { Black, Grey, Night, Sunset, Grass, Checkerboard, Sea };
}

/// One sentence of the demo world: indices into kColours, kShapes, kMotions and kBackgrounds.
struct Caption {
    int colour = 0, shape = 0, motion = 0, background = 0;
    bool operator==(const Caption&) const = default;
};

inline constexpr int kCaptionCount = 8 * 6 * 9 * 7;

/// "a red ball moves left over a night sky". The article is always "a", so that every sentence has
/// the same skeleton. Indices out of range throw std::out_of_range.
[[nodiscard]] std::string text(const Caption& caption);

/// The caption that a sentence says, or nothing where it is not one of the world's sentences.
/// Upper case, runs of spaces, a final full stop and "an" for the first "a" are forgiven.
[[nodiscard]] std::optional<Caption> parse(std::string_view sentence);

/// Position in all_captions(): colour is the slowest index, background the fastest.
[[nodiscard]] int index_of(const Caption& caption);

/// All 3024 captions in index order.
[[nodiscard]] std::vector<Caption> all_captions();

/// True for the fixed tenth of the captions that training never sees. A caption is held out when
/// the splitmix64 finaliser of its index plus a fixed salt is 0 modulo 10; the choice therefore
/// depends on nothing but the order of the word lists.
[[nodiscard]] bool is_held_out(const Caption& caption);

/// The finaliser of splitmix64 (Steele, Lea and Flood, 2014): a bijection that scatters all bits.
[[nodiscard]] std::uint64_t scatter_bits(std::uint64_t value);

}  // namespace plumbline::train
