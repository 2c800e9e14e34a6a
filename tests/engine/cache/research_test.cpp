// SPDX-License-Identifier: GPL-3.0-or-later
// Every trigger with every estimator, and what the published pairs must equal.
#include "base/error.h"
#include "cache/registry.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> make(const std::string& id, const api::Params& params) {
    const auto& entry = cache::find_policy(id);
    return entry.make("flux", api::complete(id, entry.params("flux"), params));
}

ToyRun one_branch() {
    return {.guidance = false};
}

std::string ratios(int steps) {
    std::string text = "1";
    for (int i = 1; i < steps; ++i) text += ";0.97";
    return text;
}

api::Params pair(const std::string& trigger, const std::string& estimator, double threshold) {
    return {{"trigger", trigger},  {"estimator", estimator},       {"threshold", threshold},
            {"retention", 0.0},    {"fit", std::string("linear")}, {"curve", std::string("own")},
            {"ratios", ratios(12)}};
}

class EveryPair : public ::testing::TestWithParam<std::tuple<const char*, const char*>> {};

TEST_P(EveryPair, SkipsAndIsOffAtZero) {
    const auto [trigger, estimator] = GetParam();
    ToyDenoiser toy;
    const auto busy = make("research", pair(trigger, estimator, 0.5));
    const auto result = run_toy(toy, *busy, one_branch());
    EXPECT_THAT(result.letters(0), ::testing::HasSubstr("S"));
    testing::expect_same(result, run_toy(toy, *busy, one_branch()));
    const auto off = make("research", pair(trigger, estimator, 0.0));
    const auto none = cache::find_policy("none").make("flux", {});
    EXPECT_TRUE(at::equal(run_toy(toy, *off, one_branch()).latents,
                          run_toy(toy, *none, one_branch()).latents));
}

INSTANTIATE_TEST_SUITE_P(Pairs,
                         EveryPair,
                         ::testing::Combine(::testing::Values("probe", "modulation", "magnitude"),
                                            ::testing::Values("last", "alignment")),
                         [](const auto& info) {
                             return std::string(std::get<0>(info.param)) + "_" +
                                    std::get<1>(info.param);
                         });

TEST(Research, ModulationWithTheLastResidualIsTeaCacheWithItsSafetyNet) {
    ToyDenoiser toy;
    api::Params mine = pair("modulation", "last", 0.2);
    mine["most_skips"] = std::int64_t{3};
    const auto ours = run_toy(toy, *make("research", mine), one_branch());
    const auto tea = run_toy(
        toy,
        *make("teacache",
              {{"threshold", 0.2}, {"fit", std::string("linear")}, {"safe", std::string("on")}}),
        one_branch());
    EXPECT_EQ(ours.letters(0), tea.letters(0));
    EXPECT_TRUE(at::equal(ours.latents, tea.latents));
}

TEST(Fits, AnUnknownSizeIsRefusedInWords) {
    ToyDenoiser toy;
    for (const char* id : {"teacache", "magcache"}) {
        const auto policy = make(id, {});
        try {
            policy->begin(testing::run_shape(toy, one_branch()));
            ADD_FAILURE() << id;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Usage);
            EXPECT_THAT(error.what(), ::testing::HasSubstr("6 blocks")) << id;
            EXPECT_THAT(error.what(), ::testing::HasSubstr("calibrate")) << id;
        }
    }
}

TEST(Fits, OwnNumbersMustBeEnough) {
    ToyDenoiser toy;
    const auto shape = testing::run_shape(toy, one_branch());
    EXPECT_THROW(
        make("teacache", {{"fit", std::string("own")}, {"coefficients", std::string("1;2")}})
            ->begin(shape),
        Error);
    EXPECT_THROW(make("magcache", {{"curve", std::string("own")}})->begin(shape), Error);
    EXPECT_THROW((void)make("teacache", {{"coefficients", std::string("1;x")}}), Error);
}

TEST(FewSteps, AreRefusedInWords) {
    ToyDenoiser toy;
    cache::RunShape shape = testing::run_shape(toy, one_branch());
    shape.steps = 9;
    for (const char* id : {"teacache", "magcache", "easycache", "firstblock", "taylorseer"}) {
        const auto reason = cache::find_policy(id).unsupported("flux", shape);
        ASSERT_TRUE(reason.has_value()) << id;
        EXPECT_THAT(*reason, ::testing::HasSubstr("9 steps")) << id;
        EXPECT_TRUE(cache::find_policy(id)
                        .unsupported("sd15", testing::run_shape(toy, one_branch()))
                        .has_value());
    }
}

TEST(CacheBytes, AreWhatEachMethodNeeds) {
    ToyDenoiser toy;
    const at::Tensor noise = toy.noise(1);
    // Tokens of the toy: 24 of 16 channels, f32.
    constexpr std::int64_t kResidual = 24 * 16 * 4;
    const ToyRun run = one_branch();
    EXPECT_EQ(
        run_toy(toy, *make("magcache", {{"curve", std::string("own")}, {"ratios", ratios(12)}}),
                run)
            .cache_bytes,
        kResidual);
    // And the modulated input of the call before.
    EXPECT_EQ(run_toy(toy, *make("teacache", {{"fit", std::string("linear")}}), run).cache_bytes,
              2 * kResidual);
    EXPECT_EQ(run_toy(toy, *make("firstblock", {}), run).cache_bytes, 2 * kResidual);
    EXPECT_EQ(
        run_toy(toy,
                *make("taylorseer", {{"order", std::int64_t{2}}, {"interval", std::int64_t{2}}}),
                run)
            .cache_bytes,
        3 * kResidual);
}

}  // namespace
}  // namespace plumbline
