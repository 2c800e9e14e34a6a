// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/token_count.h"

#include "pipeline/model_set.h"
#include "support/expect_error.h"
#include "text/prompt_encoder.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plumbline::tests {
namespace {

using nlohmann::json;

TEST(TokenCount, IsWhatTheEncoderReads) {
    pipeline::TokenCounter counter;
    const std::string caption = "a red ball circles over a night sky";
    std::string longest;
    for (int i = 0; i < 900; ++i) longest += "ball ";
    const json answer = json::parse(
        counter.count({.model = "demo", .texts = {caption, "", "  a&amp;b  ", longest}}));
    // The same tokenizer, with the model's own limit.
    const auto files = pipeline::find_complete_model("demo");
    const auto encoder = text::PromptEncoder::open(
        {.weights = files.text.weights, .spiece_model = files.text.tokenizer}, {});
    EXPECT_EQ(answer["tokens"][0], encoder.tokenize(caption).length);
    EXPECT_EQ(answer["tokens"][1], 1);  // the end mark alone
    EXPECT_EQ(answer["tokens"][2], encoder.tokenize("a&b").length);
    EXPECT_GT(answer["tokens"][3], answer["limit"]);  // counted whole, not as cut off
    EXPECT_EQ(answer["limit"], pipeline::denoiser_sizes(files).text_len);
}

TEST(TokenCount, SaysWhatIsWrong) {
    pipeline::TokenCounter counter;
    expect_error(ErrorKind::Input, "nowhere",
                 [&] { static_cast<void>(counter.count({.model = "/nowhere", .texts = {"a"}})); });
}

}  // namespace
}  // namespace plumbline::tests
