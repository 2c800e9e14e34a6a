// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/registry.h"

#include "base/error.h"
#include "cache/methods/methods.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace plumbline::cache {

std::span<const PolicyEntry> policies() {
    static const std::vector<PolicyEntry> entries = {none_entry(),
                                                     dicache_entry(),
                                                     teacache_entry(),
                                                     magcache_entry(),
                                                     fastercache_entry(),
                                                     deepcache_entry(),
                                                     profilingdit_entry(),
                                                     h2cache_entry(),
                                                     procache_entry(),
                                                     sencache_entry(),
                                                     mixcache_entry(),
                                                     easycache_entry(),
                                                     first_block_cache_entry(),
                                                     taylorseer_entry(),
                                                     research_entry()};
    return entries;
}

const PolicyEntry& find_policy(std::string_view id) {
    std::vector<std::string_view> known;
    for (const PolicyEntry& entry : policies()) {
        if (entry.id == id) return entry;
        known.push_back(entry.id);
    }
    throw Error(ErrorKind::Usage, fmt::format("unknown cache method '{}'", id),
                fmt::format("choose one of: {}", fmt::join(known, ", ")));
}

std::optional<std::string> too_few_steps(const RunShape& shape) {
    constexpr int kLeastSteps = 10;
    if (shape.steps >= kLeastSteps) return std::nullopt;
    return fmt::format("{} steps are too few for neighbours to be alike; it needs {}", shape.steps,
                       kLeastSteps);
}

std::optional<std::string> needs_transformer_and_steps(std::string_view family,
                                                       const RunShape& shape) {
    if (family != "wan" && family != "hunyuan" && family != "flux") {
        return fmt::format(
            "it reuses what a stack of transformer blocks adds, and models of family "
            "'{}' have none",
            family);
    }
    return too_few_steps(shape);
}

api::PolicyCard card(const PolicyEntry& entry, std::string_view family) {
    return {.id = entry.id,
            .title = entry.title,
            .paper = entry.paper,
            .summary = entry.summary,
            .family = std::string(family),
            .params = entry.params(family),
            .families = entry.families,
            .rule = entry.rule == nullptr ? std::nullopt : std::optional(entry.rule(family))};
}

}  // namespace plumbline::cache
