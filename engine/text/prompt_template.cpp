// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/prompt_template.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <span>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "{}";
constexpr int kLongestHead = 4096;    // tokens
constexpr int kLlama3Words = 128000;  // tokens of LLaMA 3 before the special ones
constexpr std::size_t kPromptsLimit = std::size_t{1} << 20;

constexpr std::string_view kOwn =
    "<|start_header_id|>system<|end_header_id|>\n\n"
    "Say what can be seen in the video: who or what is in it and what they look like; what "
    "happens, in which order and how fast; how things move and in which direction; the place, "
    "the light and the colours; how the camera looks at it and how it moves."
    "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{}<|eot_id|>";

struct Published {
    std::string_view sha256;
    std::string_view name;
    int crop;
};

constexpr std::array<Published, 2> kPublished{
    {{"a52f68dde3637b127592fffe9e2483a5d0563987a49db6ddb9b06146f2ba7cb5", "official video", 95},
     {"e6794c248e31c8efee73f33028bbb095324ec79e0b05dfae78b373b0abd4fb98", "official image", 36}}};

}  // namespace

PromptTemplate own_prompt_template() {
    return {.text = std::string(kOwn), .name = "own", .published_crop = {}};
}

PromptTemplate prompt_template_from(std::string text, const std::string& origin) {
    const std::size_t mark = text.find(kMark);
    if (mark == text.npos || text.find(kMark, mark + kMark.size()) != text.npos) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: the template has {} mark {{}} for the prompt", origin,
                                mark == text.npos ? "no" : "more than one"),
                    "Write {} once, where the prompt goes.");
    }
    PromptTemplate result{.text = std::move(text), .name = "custom", .published_crop = {}};
    const std::string digest = base::sha256(std::as_bytes(std::span(result.text)));
    const auto known = std::ranges::find(kPublished, digest, &Published::sha256);
    if (known != kPublished.end()) {
        result.name = known->name;
        result.published_crop = known->crop;
    }
    return result;
}

PromptTemplate find_prompt_template(const fs::path& folder) {
    const fs::path file = folder / "prompts.json";
    std::error_code fault;
    if (!fs::exists(file, fault)) return own_prompt_template();
    const nlohmann::json content =
        nlohmann::json::parse(base::read_file(file, kPromptsLimit), nullptr, false);
    const bool is_object = content.is_object();
    if (is_object && !content.contains("template")) return own_prompt_template();
    if (!is_object || !content["template"].is_string()) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{} {}", file.string(),
                        is_object ? "has a \"template\" that is no text" : "is not a JSON object"),
            "Write {\"template\": \"… {} …\"} or remove the file.");
    }
    return prompt_template_from(content["template"].get<std::string>(), file.string());
}

std::string_view head_of(const PromptTemplate& prompt_template) {
    return std::string_view(prompt_template.text).substr(0, prompt_template.text.find(kMark));
}

int head_tokens(const PromptTemplate& prompt_template,
                const Tokenizer& tokenizer,
                const std::string& origin) {
    const TokenIds head = tokenizer.encode(head_of(prompt_template), kLongestHead);
    if (head.truncated) {
        throw Error(ErrorKind::Input,
                    fmt::format("the prompt template has more than {} tokens before the prompt",
                                kLongestHead),
                    "Shorten the template in prompts.json.");
    }
    const auto published = prompt_template.published_crop;
    const bool is_llama3 = tokenizer.vocabulary_size() > kLlama3Words;
    if (published && is_llama3 && head.length != *published) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: the {} template takes {} tokens before the prompt, but {} of "
                                "LLaMA 3",
                                origin, prompt_template.name, head.length, *published),
                    "Use the tokenizer.json of llava-llama-3-8b.");
    }
    return head.length;
}

std::string filled(const PromptTemplate& prompt_template, std::string_view prompt) {
    const std::string_view head = head_of(prompt_template);
    std::string result(head);
    result += prompt;
    result += std::string_view(prompt_template.text).substr(head.size() + kMark.size());
    return result;
}

}  // namespace plumbline::text
