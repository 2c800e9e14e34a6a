// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/missing_parts.h"

#include "api/library_families.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace plumbline::tools {
namespace {

constexpr std::string_view kTokenizer = "tokenizer";

/// Tensors do not always tell UMT5 from T5, the rules do.
std::string_view kind_of(const PartReport& part) {
    if (part.family == nullptr) return {};
    return part.family->id == "t5" && part.title.starts_with("UMT5") ? "umt5" : part.family->id;
}

bool is_there(const api::PartRule& rule,
              const std::vector<PartReport>& parts,
              const std::set<std::string>& tokenizers) {
    return std::ranges::any_of(rule.families, [&](std::string_view family) {
        if (rule.part == kTokenizer) return tokenizers.contains(std::string(family));
        return std::ranges::any_of(parts,
                                   [&](const PartReport& part) { return kind_of(part) == family; });
    });
}

std::string in_words(const api::FamilyRule& family, const api::PartRule& rule) {
    const auto alike = std::ranges::count(family.parts, rule.part, &api::PartRule::part);
    return alike > 1 ? fmt::format("{} ({})", rule.part, rule.families.front())
                     : std::string(rule.part);
}

}  // namespace

std::vector<std::string> missing_parts(const std::vector<PartReport>& parts,
                                       std::set<std::string> tokenizers) {
    std::vector<std::string> missing;
    bool has_denoiser = false;
    for (const PartReport& part : parts) {
        if (std::ranges::find(part.facts, "carries its tokenizer") != part.facts.end())
            tokenizers.insert("sentencepiece");
    }
    for (const PartReport& part : parts) {
        if (part.family == nullptr || part.family->part != ModelPart::Denoiser) continue;
        has_denoiser = true;
        const api::FamilyRule* family = api::family_rule(part.family->id);
        if (family == nullptr) continue;
        for (const api::PartRule& rule : family->parts) {
            std::string words = in_words(*family, rule);
            const bool said = std::ranges::find(missing, words) != missing.end();
            if (!said && !is_there(rule, parts, tokenizers)) missing.push_back(std::move(words));
        }
    }
    if (!has_denoiser) missing.insert(missing.begin(), "denoiser");
    return missing;
}

}  // namespace plumbline::tools
