// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <fstream>
#include <string>

namespace plumbline::testing {

/// The authors' numbers and golden schedules, as a specification's file gives them. file: of the
/// goldens.
inline nlohmann::json constants_of(const char* file) {
    std::ifstream stream(std::string(PLUMBLINE_GOLDENS "/") + file);
    return nlohmann::json::parse(stream);
}

/// TeaCache, MagCache, FasterCache, DeepCache.
inline const nlohmann::json& cache_constants() {
    static const nlohmann::json all = constants_of("cache-constants-1.json");
    return all;
}

/// ProfilingDiT, H2-Cache, ProCache, SenCache, MixCache.
inline const nlohmann::json& more_cache_constants() {
    static const nlohmann::json all = constants_of("cache-constants-2.json");
    return all;
}

}  // namespace plumbline::testing
