// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/run_names.h"

#include "records/recipe_json.h"

#include <fmt/format.h>

#include <array>
#include <ctime>

namespace plumbline::records {
namespace {

std::string local_time() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S", &parts);
    return {text.data(), length};
}

bool is_ours(const std::string& path, const std::filesystem::path& results) {
    return path.empty() || std::filesystem::path(path).parent_path() == results;
}

}  // namespace

void name_outputs(api::Recipe& recipe, const std::filesystem::path& results, std::int64_t run) {
    const std::string stem = fmt::format("{}-{}-{}", local_time(), run, recipe.seed);
    const std::string base = (results / stem).string();
    if (is_ours(recipe.output, results))
        recipe.output = base + (recipe.frames == 1 ? ".png" : ".mp4");
    if (is_ours(recipe.trace, results)) recipe.trace = base + ".jsonl";
    if (is_ours(recipe.latents_output, results))
        recipe.latents_output = base + ".latents.safetensors";
}

api::Recipe begin_recipe(std::string& text,
                         const std::filesystem::path& results,
                         std::int64_t run) {
    api::Recipe recipe;
    read_recipe(recipe, text, fmt::format("run {}", run));
    name_outputs(recipe, results, run);
    text = recipe_text(recipe);
    return recipe;
}

}  // namespace plumbline::records
