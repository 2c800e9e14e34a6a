// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/mojibake.h"

#include "text/unicode.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace plumbline::text {
namespace {

/// The byte that Latin-1 or Windows-1252 reads as this character.
std::optional<std::uint8_t> single_byte(char32_t c) {
    if (c < 0x100) return static_cast<std::uint8_t>(c);
    for (char32_t byte = 0x80; byte <= 0x9f; ++byte) {
        if (windows_1252_from_c1(byte) == c) return static_cast<std::uint8_t>(byte);
    }
    return std::nullopt;
}

/// Marks that honest text puts right after a word, though they are also continuation bytes.
bool follows_words(char32_t c) {
    return std::u32string_view(U"…“”‘’„‚«»‹›–—•™").find(c) != std::u32string_view::npos;
}

/// How sure it is that characters are the bytes of one UTF-8 sequence.
enum class Evidence {
    None,       // they are not
    Weak,       // honest text may look like that
    Plausible,  // convincing together with others
    Likely,     // convincing where the whole line agrees
    Strong,     // means nothing else
};

struct Sequence {
    Evidence evidence = Evidence::None;
    int length = 0;  // characters
    char32_t decoded = 0;
};

/// Two characters: the languages of Western Europe go through Â and Ã, others through other leads.
Evidence two_byte_evidence(std::u32string_view line, std::size_t at) {
    const char32_t lead = line[at];
    const bool after_letter = at > 0 && is_letter(line[at - 1]);
    const bool before_small = at + 2 < line.size() && is_lower_letter(line[at + 2]);
    const bool mark = follows_words(line[at + 1]);
    if (lead == U'Â' || lead == U'Ã') {
        return mark && after_letter ? Evidence::Weak : Evidence::Strong;
    }
    constexpr char32_t kNoBreakSpace = 0xa0;
    if (line[at + 1] == kNoBreakSpace) return Evidence::Weak;
    if (mark && (after_letter || !before_small)) return Evidence::Weak;
    return before_small ? Evidence::Likely : Evidence::Plausible;
}

Evidence evidence_at(std::u32string_view line, std::size_t at, int length) {
    if (length == 2) return two_byte_evidence(line, at);
    if (length == 4) return Evidence::Strong;
    const bool marks = follows_words(line[at + 1]) && follows_words(line[at + 2]);
    return marks ? Evidence::Weak : Evidence::Strong;
}

/// The UTF-8 sequence that the characters from `at` on would be as bytes.
Sequence sequence_at(std::u32string_view line, std::size_t at) {
    constexpr std::size_t kLongest = 4;
    std::string bytes;
    for (const char32_t c : line.substr(at, kLongest)) {
        const auto byte = single_byte(c);
        if (!byte) break;
        bytes.push_back(static_cast<char>(*byte));
    }
    if (bytes.empty()) return {};
    const int length = utf8_sequence_length(bytes, 0);
    if (length < 2) return {};
    return {evidence_at(line, at, length), length,
            decode_utf8(std::string_view(bytes).substr(0, static_cast<std::size_t>(length)))[0]};
}

/// The line with its sequences decoded that are at least `least` sure; unchanged where there are
/// none.
std::u32string decode_sequences(std::u32string_view line, Evidence least) {
    std::u32string result;
    for (std::size_t at = 0; at < line.size();) {
        const Sequence sequence = sequence_at(line, at);
        if (sequence.evidence != Evidence::None && sequence.evidence >= least) {
            result.push_back(sequence.decoded);
            at += static_cast<std::size_t>(sequence.length);
        } else {
            result.push_back(line[at++]);
        }
    }
    return result;
}

/// Whether every character beyond ASCII is part of a sequence, and they convince together.
bool whole_line_convinces(std::u32string_view line) {
    int plausible = 0;
    bool likely = false;
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] < 0x80) {
            ++at;
            continue;
        }
        const Sequence sequence = sequence_at(line, at);
        if (sequence.evidence == Evidence::None) return false;
        likely = likely || sequence.evidence >= Evidence::Likely;
        plausible += sequence.evidence == Evidence::Plausible ? 1 : 0;
        at += static_cast<std::size_t>(sequence.length);
    }
    return likely || plausible > 1;
}

}  // namespace

std::u32string repair_mojibake(std::u32string_view line) {
    std::u32string current(line);
    // Each round makes the line shorter, so this ends.
    while (true) {
        const Evidence least = whole_line_convinces(current) ? Evidence::Weak : Evidence::Strong;
        std::u32string next = decode_sequences(current, least);
        if (next.size() == current.size()) break;
        current = std::move(next);
    }
    std::ranges::transform(current, current.begin(), windows_1252_from_c1);
    return current;
}

}  // namespace plumbline::text
