// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts.h"

#include "base/error.h"
#include "base/file.h"
#include "records/text_checks.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <iostream>
#include <iterator>

namespace plumbline::cli {
namespace {

constexpr int kMostRuns = 100000;
constexpr int kMostSamples = 10000;

bool gives_prompt(const RecipeOptions& options) {
    for (const auto& [field, text] : options.given) {
        if (field->name == std::string_view("prompt")) return true;
    }
    return false;
}

}  // namespace

void add_prompt_options(CLI::App& command, PromptOptions& options) {
    command
        .add_option("--count", options.count, "Runs with as many seeds, counting up from --seed")
        ->type_name("N");
    command.add_option("--prompt-file", options.file, "One prompt a line; a run for each")
        ->type_name("FILE|-");
}

int count_of(const PromptOptions& options) {
    return records::parse_int("count", options.count, 1, kMostRuns);
}

std::vector<std::string> prompts_of(const PromptOptions& options,
                                    const RecipeOptions& given,
                                    const api::Recipe& recipe) {
    if (!options.file.empty()) {
        if (gives_prompt(given)) {
            throw Error(ErrorKind::Usage, "--prompt and --prompt-file are both given",
                        "leave one out");
        }
        if (options.file == "-" && given.file == "-") {
            throw Error(ErrorKind::Usage, "--recipe and --prompt-file both read standard input",
                        "give one of them a file");
        }
        return read_prompts(options.file);
    }
    if (recipe.prompt.empty()) {
        throw Error(ErrorKind::Usage, "there is no prompt",
                    "give --prompt TEXT or --prompt-file FILE");
    }
    return {recipe.prompt};
}

void add_sample_options(CLI::App& command,
                        SampleOptions& options,
                        const char* count_words,
                        const char* prompts_words) {
    command.add_option("--count", options.count, count_words)->type_name("N");
    command.add_option("--prompts", options.prompts, prompts_words)->type_name("FILE|-");
}

void put_samples(const SampleOptions& options, int& count, std::vector<std::string>& prompts) {
    if (!options.count.empty()) count = records::parse_int("count", options.count, 1, kMostSamples);
    if (!options.prompts.empty()) prompts = read_prompts(options.prompts);
}

std::vector<std::string> read_prompts(const std::string& file) {
    if (file == "-") {
        const std::string text{std::istreambuf_iterator<char>(std::cin), {}};
        return split_prompts(text, "standard input");
    }
    return split_prompts(base::read_file(file), file);
}

std::vector<std::string> split_prompts(std::string_view text, std::string_view name) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    constexpr std::string_view kBlank = " \t\r";
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    std::vector<std::string> prompts;
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        const std::size_t first = line.find_first_not_of(kBlank);
        if (first == std::string_view::npos) continue;
        line = line.substr(first, line.find_last_not_of(kBlank) - first + 1);
        if (!records::is_utf8(line)) {
            throw Error(ErrorKind::Usage, fmt::format("{}, line {}: not valid UTF-8", name, number),
                        "write it in UTF-8");
        }
        prompts.emplace_back(line);
    }
    if (prompts.empty()) {
        throw Error(ErrorKind::Usage, fmt::format("{} holds no prompt", name), "write one a line");
    }
    return prompts;
}

}  // namespace plumbline::cli
