// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/registry.h"

#include <optional>
#include <string>
#include <string_view>

namespace plumbline::cache {

// One function per file of this folder; registry.cpp makes the table of them.
[[nodiscard]] PolicyEntry none_entry();
[[nodiscard]] PolicyEntry dicache_entry();
[[nodiscard]] PolicyEntry teacache_entry();
[[nodiscard]] PolicyEntry magcache_entry();
[[nodiscard]] PolicyEntry fastercache_entry();
[[nodiscard]] PolicyEntry deepcache_entry();
[[nodiscard]] PolicyEntry profilingdit_entry();
[[nodiscard]] PolicyEntry h2cache_entry();
[[nodiscard]] PolicyEntry sencache_entry();
[[nodiscard]] PolicyEntry procache_entry();
[[nodiscard]] PolicyEntry mixcache_entry();
[[nodiscard]] PolicyEntry first_block_cache_entry();
[[nodiscard]] PolicyEntry easycache_entry();
[[nodiscard]] PolicyEntry taylorseer_entry();
[[nodiscard]] PolicyEntry research_entry();

/// The foreknown of methods that go by the number of the step with every family.
[[nodiscard]] inline Foreknown by_step(std::string_view /*family*/) {
    return Foreknown::ByStep;
}
/// Why a method that reuses what neighbouring steps gave cannot run, or nothing.
[[nodiscard]] std::optional<std::string> too_few_steps(const RunShape& shape);
/// Why a method that reuses what the whole stack added cannot run here, or nothing: it needs a
/// transformer whose blocks can be left out, and steps enough for neighbours to be alike.
[[nodiscard]] std::optional<std::string> needs_transformer_and_steps(std::string_view family,
                                                                     const RunShape& shape);

}  // namespace plumbline::cache
