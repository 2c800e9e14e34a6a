// SPDX-License-Identifier: GPL-3.0-or-later
// The authors' constants, and the schedules that they lead to, against the constants file.
#include "cache/published/magcache_ratios.h"
#include "cache/published/teacache_polynomials.h"
#include "cache/registry.h"
#include "cache/step/magnitude_trigger.h"
#include "engine/cache/cache_constants.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace plumbline {
namespace {

using nlohmann::json;
using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyRun;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// The entry of the file whose name, in lower case and without remarks, is this.
const json& entry_of(const char* section, std::string_view name) {
    for (const auto& [key, value] : testing::cache_constants()[section].items()) {
        if (lower(key.substr(0, key.find(' '))) == name) return value;
    }
    throw std::runtime_error(fmt::format("no {} in {}", name, section));
}

TEST(PublishedConstants, PolynomialsAreThoseOfTheFile) {
    for (const cache::PublishedPolynomial& row : cache::published_polynomials()) {
        const auto expected =
            entry_of("teacache", row.name)["coefficients"].get<std::array<double, 5>>();
        EXPECT_EQ(row.polynomial, expected) << row.name;
        if (!row.retained) continue;
        const auto retained = entry_of("teacache", fmt::format("{}-ret", row.name))["coefficients"]
                                  .get<std::array<double, 5>>();
        EXPECT_EQ(*row.retained, retained) << row.name;
    }
}

TEST(PublishedConstants, RatiosAreThoseOfTheFile) {
    for (const cache::PublishedRatios& row : cache::published_ratios()) {
        const auto expected = entry_of("magcache", row.name)["ratios"].get<std::vector<double>>();
        EXPECT_TRUE(std::ranges::equal(row.ratios, expected)) << row.name;
    }
}

TEST(PublishedConstants, TeaCacheAccumulatesAsTheSelfTests) {
    int cases = 0;
    for (const json& one : testing::cache_constants()["teacache_selftest"]["cases"]) {
        const std::string model = lower(one["model"].get<std::string>());
        const auto polynomial =
            entry_of("teacache", model)["coefficients"].get<cache::Polynomial>();
        const auto x = one["x"].get<std::vector<double>>();
        const auto after = one["accumulator_after_step"].get<std::vector<double>>();
        const auto expected = one["expected"].get<std::string>();
        const double threshold = one["thresh"].get<double>();
        double sum = 0;
        std::string letters;
        for (std::size_t i = 0; i < x.size(); ++i) {
            const bool forced = i == 0 || i + 1 == x.size();
            if (!forced) sum += cache::value_at(polynomial, x[i]);
            const bool skips = !forced && sum < threshold;
            if (!skips) sum = 0;
            letters += skips ? '.' : '#';
            EXPECT_NEAR(sum, after[i], 1e-8) << model << ' ' << i;
        }
        EXPECT_EQ(letters, expected) << model << ' ' << threshold;
        ++cases;
    }
    EXPECT_GT(cases, 0);
}

TEST(PublishedConstants, RatiosAreTakenFromTheNearestPlace) {
    for (const json& one : testing::cache_constants()["magcache_interpolation"]["vectors"]) {
        const std::string model = lower(one["model"].get<std::string>());
        const json& entry = entry_of("magcache", model);
        const auto source = entry["ratios"].get<std::vector<double>>();
        const bool two =
            entry["layout"].get<std::string>().find("interleaved") != std::string::npos;
        const auto steps = one["target_steps"].get<std::int64_t>();
        std::vector<double> result;
        if (two) {
            std::vector<std::vector<double>> halves(2);
            for (std::size_t i = 0; i < source.size(); ++i) halves[i % 2].push_back(source[i]);
            const auto even = cache::nearest_values(halves[0], steps),
                       odd = cache::nearest_values(halves[1], steps);
            for (std::size_t i = 0; i < even.size(); ++i) {
                result.push_back(even[i]);
                result.push_back(odd[i]);
            }
        } else {
            result = cache::nearest_values(source, steps);
        }
        EXPECT_EQ(result, one["ratios"].get<std::vector<double>>()) << model << ' ' << steps;
    }
}

/// '#' computed, '.' reused, as in the file.
std::string marks(const std::string& letters) {
    std::string text;
    for (const char letter : letters) text += letter == 'S' ? '.' : '#';
    return text;
}

struct Schedules {
    std::string cond, uncond;
};

Schedules magcache_schedule(const std::string& family,
                            const std::string& model,
                            int steps,
                            double threshold,
                            std::int64_t most_skips,
                            double retention) {
    const auto& entry = cache::find_policy("magcache");
    const auto policy = entry.make(family, api::complete("magcache", entry.params(family),
                                                         {{"threshold", threshold},
                                                          {"most_skips", most_skips},
                                                          {"retention", retention},
                                                          {"curve", model}}));
    ToyDenoiser toy;
    const ToyRun run{.steps = steps, .guidance = family == "wan"};
    const testing::ToyResult result = run_toy(toy, *policy, run);
    return {.cond = marks(result.letters(0)),
            .uncond = run.guidance ? marks(result.letters(1)) : std::string()};
}

/// golden: steps, E, K, R and the marks of both branches, or of the one.
void expect_schedule(const cache::PublishedRatios& row, const json& golden) {
    const Schedules ours = magcache_schedule(
        std::string(row.family), std::string(row.name), golden["steps"].get<int>(),
        golden["E"].get<double>(), golden["K"].get<std::int64_t>(), golden["R"].get<double>());
    if (golden.contains("uncond")) {
        EXPECT_EQ(ours.cond, golden["cond"].get<std::string>()) << golden.dump();
        EXPECT_EQ(ours.uncond, golden["uncond"].get<std::string>()) << golden.dump();
    } else {
        EXPECT_EQ(ours.cond, golden["schedule"].get<std::string>()) << golden.dump();
    }
}

TEST(PublishedConstants, MagCacheSchedulesAreReproduced) {
    int compared = 0;
    for (const cache::PublishedRatios& row : cache::published_ratios()) {
        for (const json& golden :
             entry_of("magcache", row.name)["golden_schedules_computed_here"]) {
            expect_schedule(row, golden);
            ++compared;
        }
    }
    EXPECT_GT(compared, 10);
}

TEST(PublishedConstants, MagCacheSchedulesOfOtherStepCountsAreReproduced) {
    int compared = 0;
    for (const json& golden : testing::cache_constants()["magcache_interpolation"]["schedules"]) {
        if (golden.contains("variant") || golden.contains("note")) continue;  // of other programs
        const std::string model = lower(golden["model"].get<std::string>());
        for (const cache::PublishedRatios& row : cache::published_ratios()) {
            if (row.name != model) continue;
            expect_schedule(row, golden);
            ++compared;
        }
    }
    EXPECT_GT(compared, 10);
}

}  // namespace
}  // namespace plumbline
