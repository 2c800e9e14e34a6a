// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_cleaning.h"

#include "base/error.h"
#include "engine/text/golden_prompts.h"
#include "text/html_unescape.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace plumbline::text {
namespace {

using namespace std::string_view_literals;

struct Case {
    std::string_view text;
    std::string_view expected;
};

// Expected: Wan's clean-up with ftfy 6.3.1 and Python's html and re.
constexpr Case kCleaned[]{
    {"A cat"sv, "A cat"sv},
    {"  two   spaces "sv, "two spaces"sv},
    {"tab\tand\nline"sv, "tab and line"sv},
    {"\r\nwindows\r\nlines\r"sv, "windows lines"sv},
    {"Tom &amp; Jerry"sv, "Tom & Jerry"sv},
    {"&amp;amp; twice"sv, "& twice"sv},
    {"&amp;amp;amp;amp; five"sv, "& five"sv},
    {"a &lt;b&gt; tag"sv, "a <b> tag"sv},
    {"x < y &amp; z"sv, "x < y & z"sv},
    {"x < y\n&EACUTE; stays"sv, "x < y &EACUTE; stays"sv},
    {"&EACUTE;t&eacute;"sv, "Été"sv},
    {"&NTILDE;"sv, "Ñ"sv},
    {"“smart” ‘quotes’"sv, "\"smart\" 'quotes'"sv},
    {"„low‚"sv, "\"low'"sv},
    {"don’t"sv, "don't"sv},
    {"rock ʼnʼ roll"sv, "rock 'n' roll"sv},
    {"5′ 11″"sv, "5′ 11″"sv},
    {"«guillemets»"sv, "«guillemets»"sv},
    {"ﬁne ﬂow oﬃce ﬆ"sv, "fine flow office st"sv},
    {"Ĳssel ŉ ǆ"sv, "IJssel 'n dž"sv},
    {"ＦＵＬＬ\343\200\200ｗｉｄｔｈ！？"sv, "FULL width!?"sv},
    {"，。、：；（）"sv, ",。、:;()"sv},
    {"ｶﾞﾀﾞ ﾊﾟ"sv, "ガダ パ"sv},
    {"￥100"sv, "¥100"sv},
    {"cafe\314\201"sv, "café"sv},
    {"A\314\212ngstrom"sv, "Ångstrom"sv},
    {"가"sv, "가"sv},
    {"\341\204\222\341\205\241\341\206\253\341\204\200\341\205\263\341\206\257"sv, "한글"sv},
    {"½ 10³ ™"sv, "½ 10³ ™"sv},
    {"a\342\200\215b"sv, "a\342\200\215b"sv},
    {"a\342\200\213b"sv, "a\342\200\213b"sv},
    {"\357\273\277mark"sv, "mark"sv},
    {"a\000b\007c\177"sv, "abc"sv},
    {"\033[31mred\033[0m text"sv, "red text"sv},
    {"\033[1;32m"sv, ""sv},
    {"\033X"sv, "X"sv},
    {"line\342\200\250sep\342\200\251end"sv, "line sep end"sv},
    {"no\302\240break\343\200\200space"sv, "no break space"sv},
    {"thin\342\200\211space\342\200\257!"sv, "thin space !"sv},
    {"sep\034arated"sv, "separated"sv},
    {"dash\302\226dash"sv, "dash–dash"sv},
    {"wait\302\205"sv, "wait…"sv},
    {"\302\223hi\302\224"sv, "\"hi\""sv},
    {"cafÃ©"sv, "café"sv},
    {"sÃ³"sv, "só"sv},
    {"donâ€™t"sv, "don't"sv},
    {"â€œquoteâ€\302\235"sv, "\"quote\""sv},
    {"a â€” b"sv, "a — b"sv},
    {"10 Â°C"sv, "10 °C"sv},
    {"Â© 2024"sv, "© 2024"sv},
    {"Ã–sterreich"sv, "Österreich"sv},
    {"Ãœber"sv, "Über"sv},
    {"ÃƒÂ©tÃƒÂ©"sv, "été"sv},
    {"ðŸ˜€"sv, "😀"sv},
    {"æ—¥æœ¬"sv, "日本"sv},
    {"Ð¿Ñ€Ð¸Ð²ÐµÑ‚"sv, "привет"sv},
    {"Å¾ena"sv, "žena"sv},
    {"Å“uvre"sv, "œuvre"sv},
    {"voilÃ\302\240"sv, "voilà"sv},
    {"日本 cafÃ©"sv, "日本 café"sv},
    {"naïve Ã©"sv, "naïve é"sv},
    {"ï»¿start"sv, "start"sv},
    {"MANHÃ…"sv, "MANHÃ…"sv},
    {"Viel Spaß…"sv, "Viel Spaß…"sv},
    {"CAFÉ™"sv, "CAFÉ™"sv},
    {"ESPAÑA – AÑO"sv, "ESPAÑA – AÑO"sv},
    {"« À »"sv, "« À »"sv},
    {"naïve café"sv, "naïve café"sv},
    {"ß•"sv, "ß•"sv},
    {"一只小猫在阳光下的草地上玩耍。"sv, "一只小猫在阳光下的草地上玩耍。"sv},
    {"한국어 ☕ 🚀"sv, "한국어 ☕ 🚀"sv},
    {"👨\342\200\215👩\342\200\215👧"sv, "👨\342\200\215👩\342\200\215👧"sv},
    {"&hellip;&mdash;&nbsp;x"sv, "…— x"sv},
    {"&#39;&#x27;&#8217;"sv, "'''"sv},
    {"&#150;&#x80;"sv, "–€"sv},
    {"&copy &notit; &bogus;"sv, "© ¬it; &bogus;"sv},
    {"&ldquo;x&rdquo;"sv, "\"x\""sv},
    {"&#65279;x"sv, "x"sv},
    {"&lt;b&gt; &amp;eacute;"sv, "<b> é"sv},
    {""sv, ""sv},
};

// Expected: Python's html.unescape.
constexpr Case kUnescaped[]{
    {"&amp;"sv, "&"sv},
    {"&amp"sv, "&"sv},
    {"&ampere"sv, "&ere"sv},
    {"&lt;&gt;"sv, "<>"sv},
    {"&notit;"sv, "¬it;"sv},
    {"&notin;"sv, "∉"sv},
    {"&not it"sv, "¬ it"sv},
    {"&copy2024"sv, "©2024"sv},
    {"&copy;"sv, "©"sv},
    {"&Copy;"sv, "&Copy;"sv},
    {"&AMP;"sv, "&"sv},
    {"&Aacute"sv, "Á"sv},
    {"&aacuteb"sv, "áb"sv},
    {"&CounterClockwiseContourIntegral;"sv, "∳"sv},
    {"&NotEqualTilde;"sv, "≂\314\270"sv},
    {"&fjlig;"sv, "fj"sv},
    {"&#65;"sv, "A"sv},
    {"&#65"sv, "A"sv},
    {"&#65x"sv, "Ax"sv},
    {"&#x41;"sv, "A"sv},
    {"&#X41;"sv, "A"sv},
    {"&#x41g"sv, "Ag"sv},
    {"&#xg;"sv, "&#xg;"sv},
    {"&#;"sv, "&#;"sv},
    {"&#x;"sv, "&#x;"sv},
    {"&#0;"sv, "�"sv},
    {"&#00;"sv, "�"sv},
    {"&#13;"sv, "\r"sv},
    {"&#10;"sv, "\n"sv},
    {"&#9;"sv, "\t"sv},
    {"&#x80;"sv, "€"sv},
    {"&#x81;"sv, "\302\201"sv},
    {"&#x9f;"sv, "Ÿ"sv},
    {"&#159"sv, "Ÿ"sv},
    {"&#127;"sv, ""sv},
    {"&#1;"sv, ""sv},
    {"&#x0b;"sv, ""sv},
    {"&#xd800;"sv, "�"sv},
    {"&#xdfff;"sv, "�"sv},
    {"&#x10ffff;"sv, ""sv},
    {"&#x10fffe;"sv, ""sv},
    {"&#x110000;"sv, "�"sv},
    {"&#99999999999999999999;"sv, "�"sv},
    {"&#xfdd0;"sv, ""sv},
    {"&#xfffd;"sv, "�"sv},
    {"&#x1f600;"sv, "😀"sv},
    {"&"sv, "&"sv},
    {"&&amp;"sv, "&&"sv},
    {"& amp;"sv, "& amp;"sv},
    {"&;"sv, "&;"sv},
    {"&a;"sv, "&a;"sv},
    {"&g"sv, "&g"sv},
    {"&gt"sv, ">"sv},
    {"&ac;"sv, "∾"sv},
    {"&acE;"sv, "∾\314\263"sv},
    {"&lt&gt"sv, "<>"sv},
    {"&amp;lt;"sv, "&lt;"sv},
    {"&é;"sv, "&é;"sv},
    {"&ampé"sv, "&é"sv},
    {"a&ltb"sv, "a<b"sv},
    {"&zwnj;"sv, "\342\200\214"sv},
    {"&NewLine;&Tab;"sv, "\n\t"sv},
    {"&#38;lt;"sv, "&lt;"sv},
    {"&quot;&apos;"sv, "\"'"sv},
};

TEST(CleanPrompt, MatchesTheReference) {
    for (const Case& c : kCleaned) EXPECT_EQ(clean_prompt(c.text), c.expected) << c.text;
}

TEST(CleanPrompt, IsStable) {
    for (const Case& c : kCleaned) {
        // Text that still holds a reference is the exception: it is unescaped twice each time.
        if (c.expected.find('&') != c.expected.npos) continue;
        EXPECT_EQ(clean_prompt(c.expected), c.expected) << c.text;
    }
}

TEST(CleanPrompt, MatchesTheGoldenPrompts) {
    for (std::size_t i = 0; i < kGoldenPrompts.size(); ++i) {
        EXPECT_EQ(clean_prompt(kGoldenPrompts[i]), kGoldenCleaned[i]);
    }
}

TEST(CleanPrompt, NamesTheOffsetOfTheFirstBadByte) {
    struct Bad {
        std::string_view text;
        std::string_view place;
    };
    for (const Bad& bad :
         {Bad{"abc\xff", "byte 3 (0xff)"}, Bad{"\x80", "byte 0 (0x80)"},
          Bad{"日本\xe6\x97", "byte 6 (0xe6)"}, Bad{"x\xc0\xaf", "byte 1 (0xc0)"},
          Bad{"\xed\xa0\x80", "byte 0 (0xed)"}, Bad{"ok\nok \xf5\x80\x80\x80", "byte 6 (0xf5)"}}) {
        try {
            (void)clean_prompt(bad.text);
            FAIL() << bad.place;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            EXPECT_THAT(error.what(), testing::HasSubstr(std::string(bad.place)));
        }
    }
}

TEST(CleanPrompt, LongPromptsTakeLittleTime) {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "cafÃ© &amp; “x” ";
    const std::string cleaned = clean_prompt(text);
    EXPECT_TRUE(cleaned.starts_with("café & \"x\" café"));
    EXPECT_EQ(cleaned.size(), 20000U * 12U - 1U);
}

TEST(HtmlUnescape, MatchesPython) {
    for (const Case& c : kUnescaped) EXPECT_EQ(html_unescape(c.text), c.expected) << c.text;
}

TEST(HtmlUnescape, CompleteReferencesOnly) {
    EXPECT_EQ(html_unescape_complete("&amp; &amp &ampx; &#65; &#65 &#xe9;"),
              "& &amp &ampx; A &#65 é");
    EXPECT_EQ(html_unescape_complete("&EACUTE; &SZLIG; &Nope; &NOPE; &;"), "É SS &Nope; &NOPE; &;");
}

}  // namespace
}  // namespace plumbline::text
