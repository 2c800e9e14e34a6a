// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/html_unescape.h"

#include "text/html_entities.h"
#include "text/prompt_cleaning.h"
#include "text/unicode.h"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace plumbline::text {
namespace {

constexpr std::size_t kLongestName = 32;  // code points, the semicolon apart
constexpr char32_t kReplacement = 0xfffd;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Code points that HTML drops: controls and noncharacters.
bool is_dropped(std::uint32_t value) {
    return (value >= 0x1 && value <= 0x8) || value == 0xb || (value >= 0xe && value <= 0x1f) ||
           (value >= 0x7f && value <= 0x9f) || (value >= 0xfdd0 && value <= 0xfdef) ||
           (value & 0xfffeU) == 0xfffeU;
}

/// What a numeric reference stands for; empty for what HTML drops.
std::string numeric_value(std::uint32_t value) {
    if (value == 0 || (value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
        return encode_utf8(std::u32string(1, kReplacement));
    }
    if (value >= 0x80 && value <= 0x9f) {
        return encode_utf8(std::u32string(1, windows_1252_from_c1(value)));
    }
    if (is_dropped(value)) return {};
    return encode_utf8(std::u32string(1, value));
}

/// text starts with "&#"; used: bytes taken, semicolon included. nullopt when no digit follows.
std::optional<std::string> numeric_reference(std::string_view text, std::size_t& used) {
    constexpr std::uint32_t kTooLarge = 0x110000;
    const bool hexadecimal = text.size() > 2 && (text[2] == 'x' || text[2] == 'X');
    const std::size_t first = hexadecimal ? 3 : 2;
    const std::uint32_t base = hexadecimal ? 16 : 10;
    std::size_t at = first;
    std::uint32_t value = 0;
    for (; at < text.size(); ++at) {
        const int digit =
            hexadecimal ? hex_value(text[at]) : (is_digit(text[at]) ? text[at] - '0' : -1);
        if (digit < 0) break;
        value = std::min(kTooLarge, value * base + static_cast<std::uint32_t>(digit));
    }
    if (at == first) return std::nullopt;
    used = at < text.size() && text[at] == ';' ? at + 1 : at;
    return numeric_value(value);
}

/// Bytes of what may be a name at the start of text: up to 32 code points, then a semicolon if one
/// follows.
std::size_t name_bytes(std::string_view text) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < kLongestName; ++count) {
        if (std::string_view("\t\n\f <&#;").find(text[at]) != std::string_view::npos) break;
        do {
            ++at;
        } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U);
    }
    if (at > 0 && at < text.size() && text[at] == ';') ++at;
    return at;
}

/// text starts after the ampersand. The whole name, or else its longest known beginning.
std::optional<std::string_view> named_reference(std::string_view text, std::size_t& used) {
    // One letter is never a name.
    for (std::size_t length = name_bytes(text); length > 1; --length) {
        if (const auto value = html_entity(text.substr(0, length))) {
            used = length;
            return value;
        }
    }
    return std::nullopt;
}

/// "&NAME;" whole; a name in capitals that is not in the list means the capitals of the small one.
std::optional<std::string> complete_reference(std::string_view name) {
    if (const auto value = html_entity(name)) return std::string(*value);
    std::string small(name);
    for (char& c : small) {
        if (c >= 'a' && c <= 'z') return std::nullopt;
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    if (const auto value = html_entity(small)) return encode_utf8(to_upper(decode_utf8(*value)));
    return std::nullopt;
}

/// Copies text, each reference at an ampersand replaced by what `reference` gives for it; it is
/// told the text from there on and says how many bytes it used.
template <typename Reference>
std::string replace_references(std::string_view text, const Reference& reference) {
    std::string result;
    result.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t ampersand = std::min(text.find('&', at), text.size());
        result.append(text.substr(at, ampersand - at));
        at = ampersand;
        if (at == text.size()) break;
        std::size_t used = 0;
        if (const std::optional<std::string> value = reference(text.substr(at), used)) {
            result += *value;
            at += used;
        } else {
            result += '&';
            ++at;
        }
    }
    return result;
}

}  // namespace

std::string html_unescape(std::string_view text) {
    return replace_references(
        text, [](std::string_view rest, std::size_t& used) -> std::optional<std::string> {
            if (rest.size() > 1 && rest[1] == '#') return numeric_reference(rest, used);
            const auto value = named_reference(rest.substr(1), used);
            if (!value) return std::nullopt;
            ++used;  // the ampersand
            return std::string(*value);
        });
}

std::string html_unescape_complete(std::string_view text) {
    return replace_references(
        text, [](std::string_view rest, std::size_t& used) -> std::optional<std::string> {
            if (rest.size() > 1 && rest[1] == '#') {
                auto value = numeric_reference(rest, used);
                if (value && rest[used - 1] == ';') return value;
                return std::nullopt;
            }
            const std::size_t length = name_bytes(rest.substr(1));
            if (length == 0 || rest[length] != ';') return std::nullopt;
            used = length + 1;
            return complete_reference(rest.substr(1, length));
        });
}

}  // namespace plumbline::text
