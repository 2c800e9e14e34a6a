// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <fstream>

namespace plumbline::testing {

/// The authors' numbers and golden schedules, as the specification gives them.
inline const nlohmann::json& cache_constants() {
    static const nlohmann::json all = [] {
        std::ifstream file(PLUMBLINE_GOLDENS "/cache-constants-1.json");
        return nlohmann::json::parse(file);
    }();
    return all;
}

}  // namespace plumbline::testing
