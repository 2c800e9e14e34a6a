// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/unicode.h"

#include "base/check.h"
#include "base/error.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <array>
#include <cstdint>

namespace plumbline::text {
namespace {

constexpr std::array<char16_t, 32> kWindows1252{
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

icu::UnicodeString to_icu(std::u32string_view text) {
    icu::UnicodeString result;
    for (const char32_t c : text) result.append(static_cast<UChar32>(c));
    return result;
}

std::u32string from_icu(const icu::UnicodeString& text) {
    std::u32string result;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        result.push_back(static_cast<char32_t>(text.char32At(i)));
    }
    return result;
}

std::u32string normalized(std::u32string_view text,
                          const icu::Normalizer2* (*instance)(UErrorCode&)) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* normalizer = instance(status);
    PLUMBLINE_CHECK(U_SUCCESS(status), "ICU has no normaliser: {}", u_errorName(status));
    const icu::UnicodeString result = normalizer->normalize(to_icu(text), status);
    PLUMBLINE_CHECK(U_SUCCESS(status), "normalisation failed: {}", u_errorName(status));
    return from_icu(result);
}

}  // namespace

int utf8_sequence_length(std::string_view text, std::size_t offset) {
    std::size_t next = offset;
    UChar32 c = 0;
    U8_NEXT(text.data(), next, text.size(), c);
    return c < 0 ? 0 : static_cast<int>(next - offset);
}

std::u32string decode_utf8(std::string_view text) {
    std::u32string result;
    result.reserve(text.size());
    std::size_t offset = 0;
    while (offset < text.size()) {
        const std::size_t start = offset;
        UChar32 c = 0;
        U8_NEXT(text.data(), offset, text.size(), c);
        if (c < 0) {
            throw Error(ErrorKind::Input,
                        fmt::format("the prompt is not valid UTF-8 at byte {} (0x{:02x})", start,
                                    static_cast<unsigned char>(text[start])),
                        "Save or enter the text as UTF-8.");
        }
        result.push_back(static_cast<char32_t>(c));
    }
    return result;
}

std::string encode_utf8(std::u32string_view code_points) {
    std::string result;
    result.reserve(code_points.size());
    for (const char32_t c : code_points) {
        std::array<char, U8_MAX_LENGTH> bytes{};
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(bytes.data(), length, c);
        result.append(bytes.data(), static_cast<std::size_t>(length));
    }
    return result;
}

std::u32string to_nfc(std::u32string_view text) {
    return normalized(text, &icu::Normalizer2::getNFCInstance);
}

std::u32string to_nfkc(std::u32string_view text) {
    return normalized(text, &icu::Normalizer2::getNFKCInstance);
}

std::u32string to_upper(std::u32string_view text) {
    return from_icu(to_icu(text).toUpper(icu::Locale::getRoot()));
}

std::u32string to_lower(std::u32string_view text) {
    std::u32string result;
    for (const char32_t c : text) {
        // The only letter whose lower case is two characters.
        if (c == U'\u0130') {
            result += U"i\u0307";
        } else {
            result.push_back(static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
        }
    }
    return result;
}

bool is_letter(char32_t c) {
    return u_isalpha(static_cast<UChar32>(c)) != 0;
}

bool is_lower_letter(char32_t c) {
    return u_islower(static_cast<UChar32>(c)) != 0;
}

bool is_space(char32_t c) {
    // ICU's White_Space lacks the four ASCII separators.
    return (c >= 0x1c && c <= 0x1f) || u_isUWhiteSpace(static_cast<UChar32>(c)) != 0;
}

char32_t windows_1252_from_c1(char32_t c) {
    return c >= 0x80 && c <= 0x9f ? kWindows1252[c - 0x80] : c;
}

}  // namespace plumbline::text
