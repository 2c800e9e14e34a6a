// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/recipe_command.h"

#include "records/text_checks.h"

#include <fmt/format.h>

#include <algorithm>

namespace plumbline::records {
namespace {

/// As it stands when it holds nothing that a shell reads, else in single quotes.
std::string quoted(const std::string& text) {
    const bool plain = !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view("-_./:=,+@").find(static_cast<char>(c)) != std::string_view::npos;
    });
    if (plain) return text;
    std::string result = "'";
    for (const char c : text) {
        if (c == '\'')
            result += "'\\''";
        else
            result += c;
    }
    return result + "'";
}

class Line {
public:
    void add(const char* flag, const std::string& value) {
        text_ += fmt::format(" {} {}", flag, quoted(value));
    }
    template <typename T>
    void add(const char* flag, const std::optional<T>& value) {
        if (value) add(flag, fmt::format("{}", *value));
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_ = "plumbline generate";
};

std::string cache_text(const api::Recipe& recipe) {
    std::string text = recipe.cache;
    for (std::size_t i = 0; i < recipe.cache_text.size(); ++i) {
        text += i == 0 ? ':' : ',';
        text += recipe.cache_text[i].first + '=' + recipe.cache_text[i].second;
    }
    return text;
}

}  // namespace

std::string command_line(const api::Recipe& recipe) {
    const api::Recipe usual;
    Line line;
    line.add("--model", recipe.model);
    line.add("--prompt", recipe.prompt);
    line.add("--negative", recipe.negative);
    if (!recipe.image.empty()) line.add("--image", recipe.image);
    if (recipe.width && recipe.height)
        line.add("--size", fmt::format("{}x{}", *recipe.width, *recipe.height));
    line.add("--frames", recipe.frames);
    line.add("--fps", recipe.fps);
    line.add("--steps", recipe.steps);
    line.add("--guidance", recipe.guidance);
    line.add("--shift", recipe.shift);
    line.add("--sampler", recipe.sampler);
    line.add("--seed", std::to_string(recipe.seed));
    line.add("--cache", cache_text(recipe));
    for (const api::Lora& lora : recipe.loras) line.add("--lora", lora_text(lora));
    if (recipe.device != usual.device) line.add("--device", recipe.device);
    if (!recipe.dtype.empty()) line.add("--dtype", recipe.dtype);
    if (recipe.residency != usual.residency) line.add("--residency", recipe.residency);
    if (recipe.memory != 0) line.add("--memory", std::to_string(recipe.memory));
    if (recipe.threads != 0) line.add("--threads", std::to_string(recipe.threads));
    line.add("--output", recipe.output.empty() ? std::string("out.mp4") : recipe.output);
    return line.text();
}

}  // namespace plumbline::records
