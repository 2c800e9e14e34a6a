// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench_settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace plumbline::pipeline {
namespace {

using Changes = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kThreshold = "threshold";
constexpr const char* kFullSteps = "full_steps";
constexpr const char* kPattern = "pattern";
constexpr int kLongestInterval = 20;

/// FasterCache's parts; empty for other methods.
std::string parts_of(const RunPlan& tuned) {
    const auto parts = tuned.cache_params.find("parts");
    return parts == tuned.cache_params.end() ? std::string() : std::get<std::string>(parts->second);
}

/// What is turned where there is no threshold: the interval that the method's parts have.
std::string interval_key(const RunPlan& tuned) {
    const std::string key = parts_of(tuned) == "attention" ? "attention_interval" : "interval";
    return tuned.cache_params.contains(key) ? key : std::string();
}

BenchSetting setting_of(const RunPlan& tuned, Changes changes) {
    return {.method = tuned.method->id, .changes = std::move(changes)};
}

BenchSetting searched(const RunPlan& tuned, int full_steps) {
    return setting_of(tuned, {{kPattern, "searched"}, {kFullSteps, std::to_string(full_steps)}});
}

const api::ParamSpec& spec_of(const std::vector<api::ParamSpec>& specs, const std::string& key) {
    return *std::ranges::find(specs, key, &api::ParamSpec::key);
}

}  // namespace

std::string BenchSetting::text() const {
    std::vector<std::string> parts;
    for (const auto& [key, value] : changes) parts.push_back(key + "=" + value);
    return fmt::format("{}", fmt::join(parts, " "));
}

std::vector<BenchSetting> usual_settings(const RunPlan& tuned) {
    const api::Params& params = tuned.cache_params;
    std::vector<BenchSetting> settings;
    if (const auto found = params.find(kThreshold); found != params.end()) {
        for (const double factor : {0.5, 1.0, 2.0}) {
            const double value = factor * std::get<double>(found->second);
            settings.push_back(setting_of(tuned, {{kThreshold, fmt::format("{:.4g}", value)}}));
        }
    } else if (params.contains(kFullSteps)) {
        const std::string pattern = std::get<std::string>(params.at(kPattern));
        settings.push_back(searched(tuned, 23));
        settings.push_back(pattern == "searched" ? searched(tuned, 17)
                                                 : setting_of(tuned, {{kPattern, pattern}}));
        settings.push_back(searched(tuned, 13));
    } else if (const std::string key = interval_key(tuned); !key.empty()) {
        for (const char* interval : {"2", "3", "5"})
            settings.push_back(setting_of(tuned, {{key, interval}}));
    }
    return settings;
}

std::vector<BenchSetting> ladder_of(const RunPlan& tuned) {
    const api::Params& params = tuned.cache_params;
    std::vector<BenchSetting> ladder;
    if (params.contains("most_interval")) {
        // MixCache's threshold alone does not lengthen its intervals.
        for (int interval = 1; interval <= kLongestInterval; ++interval) {
            const std::string steps = std::to_string(interval);
            ladder.push_back(setting_of(tuned, {{"interval", steps},
                                                {"least_interval", steps},
                                                {"most_interval", steps},
                                                {kThreshold, "4"}}));
        }
    } else if (const auto found = params.find(kThreshold); found != params.end()) {
        const double usual = std::get<double>(found->second);
        const double most = spec_of(tuned.method->params(tuned.model.family), kThreshold).maximum;
        // Quarters of an octave, from a sixteenth on.
        for (int quarter = -16; quarter <= 24; ++quarter) {
            const double value = usual * std::exp2(quarter / 4.0);
            if (value > most) break;
            ladder.push_back(setting_of(tuned, {{kThreshold, fmt::format("{:.4g}", value)}}));
        }
    } else if (params.contains(kFullSteps)) {
        for (int full = 45; full >= 3; --full) ladder.push_back(searched(tuned, full));
    } else if (const std::string key = interval_key(tuned); !key.empty()) {
        for (int interval = 1; interval <= kLongestInterval; ++interval) {
            Changes changes{{key, std::to_string(interval)}};
            if (parts_of(tuned) == "both")
                changes.emplace_back("attention_interval", std::to_string(interval));
            ladder.push_back(setting_of(tuned, std::move(changes)));
        }
    }
    return ladder;
}

RunPlan plan_for(const api::Recipe& recipe, const BenchSetting& setting) {
    api::Recipe asked = recipe;
    asked.cache = setting.method;
    asked.cache_text = {setting.changes.begin(), setting.changes.end()};
    return make_plan(asked);
}

}  // namespace plumbline::pipeline
