// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/recipe_options.h"

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::cli {

/// How many runs a recipe stands for.
struct PromptOptions {
    std::string count = "1";
    std::string file;  // --prompt-file
};
/// --count and --prompt-file.
void add_prompt_options(CLI::App& command, PromptOptions& options);
/// Runs of each prompt. Throws Error{Usage}.
[[nodiscard]] int count_of(const PromptOptions& options);
/// The recipe's prompt or those of the file. Throws Error{Usage} when there is none or both are
/// given.
[[nodiscard]] std::vector<std::string> prompts_of(const PromptOptions& options,
                                                  const RecipeOptions& given,
                                                  const api::Recipe& recipe);

/// Over how many runs, and of which prompts, a command looks at a model: bench, calibrate.
struct SampleOptions {
    std::string count, prompts;  // empty: the request's own
};
/// --count and --prompts; the words say what is taken when they are not given.
void add_sample_options(CLI::App& command,
                        SampleOptions& options,
                        const char* count_words,
                        const char* prompts_words);
/// Into a request what was given. Throws Error{Usage}, and as read_prompts().
void put_samples(const SampleOptions& options, int& count, std::vector<std::string>& prompts);

/// One prompt a line of a file ("-": standard input), blank lines left out. Throws Error{Input}
/// when it cannot be read, Error{Usage} when it holds none or is not UTF-8.
[[nodiscard]] std::vector<std::string> read_prompts(const std::string& file);

/// The same from text; `name` is for messages.
[[nodiscard]] std::vector<std::string> split_prompts(std::string_view text, std::string_view name);

}  // namespace plumbline::cli
