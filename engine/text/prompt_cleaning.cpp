// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_cleaning.h"

#include "text/html_unescape.h"
#include "text/mojibake.h"
#include "text/unicode.h"

#include <algorithm>
#include <array>

namespace plumbline::text {
namespace {

struct Expansion {
    char32_t ligature;
    std::u32string_view letters;
};

constexpr std::array<Expansion, 22> kLigatures{{
    {U'ĳ', U"ij"},  {U'Ĳ', U"IJ"},  {U'ŉ', U"'n"}, {U'Ǳ', U"DZ"}, {U'ǲ', U"Dz"}, {U'ǳ', U"dz"},
    {U'Ǆ', U"DŽ"},  {U'ǅ', U"Dž"},  {U'ǆ', U"dž"}, {U'Ǉ', U"LJ"}, {U'ǈ', U"Lj"}, {U'ǉ', U"lj"},
    {U'Ǌ', U"NJ"},  {U'ǋ', U"Nj"},  {U'ǌ', U"nj"}, {U'ﬀ', U"ff"}, {U'ﬁ', U"fi"}, {U'ﬂ', U"fl"},
    {U'ﬃ', U"ffi"}, {U'ﬄ', U"ffl"}, {U'ﬅ', U"ſt"}, {U'ﬆ', U"st"},
}};

/// Controls without a visible effect; those that shape text (joiners, direction marks, emoji tags)
/// stay.
bool is_removed(char32_t c) {
    return c < 0x09 || c == 0x0b || (c >= 0x0e && c <= 0x1f) || c == 0x7f ||
           (c >= 0x206a && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffc);
}

/// One character, straightened: ligature, width, quotes, line separator.
void append_plain(std::u32string& out, char32_t c) {
    if (c == 0x2bc || (c >= 0x2018 && c <= 0x201b)) {
        out.push_back(U'\'');
    } else if (c >= 0x201c && c <= 0x201f) {
        out.push_back(U'"');
    } else if (c == 0x2028 || c == 0x2029 || c == 0x85) {
        out.push_back(U'\n');
    } else if (c == 0x3000) {
        out.push_back(U' ');
    } else if (c >= 0xff01 && c <= 0xffef) {
        out += to_nfkc(std::u32string_view(&c, 1));
    } else if (const auto* const found = std::ranges::find(kLigatures, c, &Expansion::ligature);
               found != kLigatures.end()) {
        out += found->letters;
    } else {
        out.push_back(c);
    }
}

/// "\r\n" and "\r" become "\n".
std::u32string unify_line_breaks(std::u32string_view text) {
    std::u32string result;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != U'\r') {
            result.push_back(text[at]);
            continue;
        }
        result.push_back(U'\n');
        if (at + 1 < text.size() && text[at + 1] == U'\n') ++at;
    }
    return result;
}

/// End of the terminal escape (ESC [ digits and semicolons, a letter) that starts at `at`, or `at`
/// when none does.
std::size_t end_of_escape(std::u32string_view text, std::size_t at) {
    if (text[at] != 0x1b || at + 1 >= text.size() || text[at + 1] != U'[') return at;
    std::size_t end = at + 2;
    while (end < text.size() && ((text[end] >= U'0' && text[end] <= U'9') || text[end] == U';')) {
        ++end;
    }
    const bool letter = end < text.size() && ((text[end] >= U'a' && text[end] <= U'z') ||
                                              (text[end] >= U'A' && text[end] <= U'Z'));
    return letter ? end + 1 : at;
}

std::u32string without_controls(std::u32string_view text) {
    std::u32string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = end_of_escape(text, at);
        if (end > at) {
            at = end;
            continue;
        }
        if (!is_removed(text[at])) result.push_back(text[at]);
        ++at;
    }
    return result;
}

/// One line, repaired until nothing changes any more, as a repair may bring the next fault to
/// light.
std::u32string repair_line(std::u32string line, bool unescape) {
    while (true) {
        const std::u32string before = line;
        if (unescape) line = decode_utf8(html_unescape_complete(encode_utf8(line)));
        std::u32string plain;
        for (const char32_t c : repair_mojibake(line)) append_plain(plain, c);
        line = to_nfc(without_controls(unify_line_breaks(plain)));
        if (line == before) return line;
    }
}

/// Text as ftfy's fix_text leaves it, line by line. From the first line with a "<" on it takes the
/// text for HTML, in which references are meant to be there.
std::u32string repair(std::u32string_view text) {
    std::u32string result;
    bool unescape = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t line_break = text.find(U'\n', at);
        const std::size_t end = line_break == text.npos ? text.size() : line_break + 1;
        const std::u32string_view line = text.substr(at, end - at);
        unescape = unescape && line.find(U'<') == line.npos;
        result += repair_line(std::u32string(line), unescape);
        at = end;
    }
    return result;
}

/// Runs of white space become one space; none at the ends.
std::u32string fold_spaces(std::u32string_view text) {
    std::u32string result;
    bool pending = false;
    for (const char32_t c : text) {
        if (is_space(c)) {
            pending = !result.empty();
            continue;
        }
        if (pending) result.push_back(U' ');
        pending = false;
        result.push_back(c);
    }
    return result;
}

}  // namespace

std::string clean_prompt(std::string_view prompt) {
    const std::string repaired = encode_utf8(repair(decode_utf8(prompt)));
    return encode_utf8(fold_spaces(decode_utf8(html_unescape(html_unescape(repaired)))));
}

}  // namespace plumbline::text
