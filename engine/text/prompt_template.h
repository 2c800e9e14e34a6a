// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "text/tokenizer.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::text {

/// What HunyuanVideo's language model is told before it reads the prompt: a text with the mark {}
/// where the prompt goes.
struct PromptTemplate {
    std::string text;
    /// "own", "official video", "official image", or "custom".
    std::string name;
    /// How many tokens of LLaMA 3 stand before the prompt, start mark included; known of the
    /// official ones only.
    std::optional<int> published_crop;
};

/// Ours, in our own words. A model is made for the official one, which is its publisher's text: a
/// user who has it puts it into the model folder's prompts.json.
[[nodiscard]] PromptTemplate own_prompt_template();
/// text: with exactly one {}. The official texts are known by their SHA-256. origin: for messages.
/// Throws Error{Input} when there is not exactly one mark. Source: engine specification 5.4.
[[nodiscard]] PromptTemplate prompt_template_from(std::string text, const std::string& origin);
/// {"template": "…"} of the folder's prompts.json; ours where there is no such file or no such
/// entry. Throws Error{Input} when the file is damaged.
[[nodiscard]] PromptTemplate find_prompt_template(const std::filesystem::path& folder);

/// What stands before the prompt.
[[nodiscard]] std::string_view head_of(const PromptTemplate& prompt_template);
/// Tokens of the head, start mark included: so many states are dropped before the prompt's. origin:
/// the tokenizer's file. Throws Error{Input} when the template is beyond all reason, or when an
/// official one does not take as many tokens of LLaMA 3 as are published.
[[nodiscard]] int head_tokens(const PromptTemplate& prompt_template,
                              const Tokenizer& tokenizer,
                              const std::string& origin);
/// The template with the prompt in its place.
[[nodiscard]] std::string filled(const PromptTemplate& prompt_template, std::string_view prompt);

}  // namespace plumbline::text
