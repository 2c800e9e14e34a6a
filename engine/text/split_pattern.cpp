// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/split_pattern.h"

#include "base/error.h"

#include <fmt/format.h>
#include <unicode/regex.h>
#include <unicode/utext.h>

#include <cstdint>

namespace plumbline::text {
namespace {

// For one word, in ICU's own units of about a millisecond: no prompt comes near, a pattern that
// backtracks without end does.
constexpr std::int32_t kTimeLimit = 1000;

/// \s and \S by the property that Oniguruma means.
std::string with_unicode_spaces(const std::string& pattern) {
    std::string result;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] != '\\' || i + 1 == pattern.size()) {
            result += pattern[i];
            continue;
        }
        const char kind = pattern[++i];
        if (kind == 's') result += "\\p{White_Space}";
        if (kind == 'S') result += "\\P{White_Space}";
        if (kind != 's' && kind != 'S') result += {'\\', kind};
    }
    return result;
}

}  // namespace

struct SplitPattern::Compiled {
    std::unique_ptr<icu::RegexPattern> pattern;
};

SplitPattern::SplitPattern(const std::string& pattern, std::string origin)
    : origin_(std::move(origin)) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError place{};
    const auto spelled = icu::UnicodeString::fromUTF8(with_unicode_spaces(pattern));
    std::unique_ptr<icu::RegexPattern> compiled(
        icu::RegexPattern::compile(spelled, 0, place, status));
    if (U_FAILURE(status)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: its pattern for words cannot be read ({}): {}", origin_,
                                u_errorName(status), pattern),
                    "Use the tokenizer.json that belongs to the text encoder.");
    }
    compiled_ = std::make_unique<const Compiled>(Compiled{std::move(compiled)});
}

SplitPattern::~SplitPattern() = default;

std::vector<std::string_view> SplitPattern::split(std::string_view text, Gaps gaps) const {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UText, decltype(&utext_close)> view(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status),
        &utext_close);
    const std::unique_ptr<icu::RegexMatcher> matcher(compiled_->pattern->matcher(status));
    std::vector<std::string_view> parts;
    std::size_t done = 0;
    const auto add = [&](std::size_t from, std::size_t to) {
        if (to > from) parts.push_back(text.substr(from, to - from));
    };
    if (U_SUCCESS(status)) {
        matcher->setTimeLimit(kTimeLimit, status);
        matcher->reset(view.get());
        while (matcher->find(status)) {
            const auto start = static_cast<std::size_t>(matcher->start64(status));
            const auto end = static_cast<std::size_t>(matcher->end64(status));
            if (gaps == Gaps::Keep) add(done, start);
            add(start, end);
            done = end;
        }
    }
    if (U_FAILURE(status)) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: its pattern for words fails on this prompt ({})", origin_,
                        u_errorName(status)),
            "Use the tokenizer.json that belongs to the text encoder, or a shorter prompt.");
    }
    if (gaps == Gaps::Keep) add(done, text.size());
    return parts;
}

}  // namespace plumbline::text
