// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/run_plan.h"

#include "base/error.h"

#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <set>
#include <system_error>

namespace plumbline::cli {
namespace {

namespace fs = std::filesystem;

std::string free_name(std::uint64_t seed, const char* ending, const std::set<std::string>& taken) {
    const std::string first = fmt::format("plumbline-{}{}", seed, ending);
    for (int number = 1;; ++number) {
        std::string name = numbered(first, number);
        std::error_code error;
        if (!taken.contains(name) && !fs::exists(name, error)) return name;
    }
}

std::uint64_t seed_of(const api::Recipe& recipe, int index) {
    const auto offset = static_cast<std::uint64_t>(index);
    if (recipe.seed > std::numeric_limits<std::uint64_t>::max() - offset) {
        throw Error(ErrorKind::Usage,
                    fmt::format("seed {} leaves no room for --count", recipe.seed),
                    "take a smaller seed");
    }
    return recipe.seed + offset;
}

void check_targets(const api::Recipe& recipe) {
    for (const std::string* path :
         {&recipe.output, &recipe.trace, &recipe.latents_output, &recipe.record_case}) {
        check_target(*path, recipe.overwrite);
    }
}

}  // namespace

std::string numbered(const std::string& path, int number) {
    if (number == 1 || path.empty()) return path;
    if (path.back() == '/')
        return fmt::format("{}-{}/", path.substr(0, path.find_last_not_of('/') + 1), number);
    const std::string ending = fs::path(path).extension().string();
    return fmt::format("{}-{}{}", path.substr(0, path.size() - ending.size()), number, ending);
}

void check_target(const std::string& path, bool overwrite) {
    if (path.empty()) return;
    std::error_code error;  // what cannot be looked at is reported by whoever writes it
    const fs::path target = path.back() == '/' ? fs::path(path).parent_path() : fs::path(path);
    const bool is_folder = fs::is_directory(target, error);
    const bool taken = is_folder ? !fs::is_empty(target, error) : fs::exists(target, error);
    if (taken && !error && !overwrite) {
        throw Error(ErrorKind::Usage, fmt::format("{} exists already", path),
                    "choose another name or add --overwrite");
    }
    const fs::path folder = target.parent_path();
    if (!folder.empty() && !fs::is_directory(folder, error)) {
        throw Error(
            ErrorKind::Failed,
            fmt::format("cannot write {}: the folder {} does not exist", path, folder.string()),
            "make it first");
    }
}

std::vector<api::Recipe> plan_runs(const api::Recipe& recipe,
                                   const std::vector<std::string>& prompts,
                                   int count,
                                   Unnamed unnamed) {
    std::vector<api::Recipe> runs;
    std::set<std::string> taken;
    for (const std::string& prompt : prompts) {
        for (int index = 0; index < count; ++index) {
            const int number = static_cast<int>(runs.size()) + 1;
            api::Recipe run = recipe;
            run.prompt = prompt;
            run.seed = seed_of(recipe, index);
            run.output = numbered(recipe.output, number);
            if (run.output.empty() && unnamed == Unnamed::NamedHere)
                run.output = free_name(run.seed, run.frames == 1 ? ".png" : ".mp4", taken);
            run.trace = numbered(recipe.trace, number);
            run.latents_output = numbered(recipe.latents_output, number);
            run.record_case = numbered(recipe.record_case, number);
            taken.insert(run.output);
            check_targets(run);
            runs.push_back(std::move(run));
        }
    }
    return runs;
}

}  // namespace plumbline::cli
