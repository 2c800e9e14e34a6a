// SPDX-License-Identifier: GPL-3.0-or-later
// Where the probe error sits, token by token.
#include "base/error.h"
#include "cache/registry.h"
#include "cache/stack_pass.h"
#include "cuda/distances.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> method(const std::string& id, const api::Params& params) {
    const auto& entry = cache::find_policy(id);
    return entry.make("wan", api::complete(id, entry.params("wan"), params));
}

double mean(const api::ErrorMap& map) {
    return std::accumulate(map.values.begin(), map.values.end(), 0.0) /
           static_cast<double>(map.values.size());
}

TEST(ErrorMap, IsThePerTokenChangeOfTheProbe) {
    ToyDenoiser model({.two_streams = true});
    const ToyRun run{.steps = 40, .guidance = false, .map_errors = true};
    const auto policy = method(
        "dicache", {{"threshold", 2.0}, {"retention", 0.0}, {"probe_depth", std::int64_t{2}}});
    policy->begin(testing::run_shape(model, run));
    models::BlockContext context;
    at::Tensor before;  // probe of the last call, computed or skipped
    for (int step = 0; step < 4; ++step) {
        const auto x = model.embed(model.noise(1 + static_cast<std::uint64_t>(step)),
                                   900.0 - 40 * step, model.prompt(1), context);
        cache::StackPass pass(model, context, x, testing::step_info(run, step), api::Branch::Cond,
                              run.checkpoint);
        (void)policy->forward(pass);
        models::Streams probed = x;
        while (probed.at < 2) probed = model.run_block(probed.at, probed, context);
        const auto map = pass.record().error_map;
        ASSERT_EQ(map != nullptr, step > 0);
        if (map) {
            ASSERT_EQ((std::vector{map->frames, map->height, map->width}), (std::vector{2, 3, 4}));
            const at::Tensor expected =
                ((probed.image - before).abs().mean(2) / before.abs().mean()).flatten();
            for (std::int64_t i = 0; i < 24; ++i) {
                EXPECT_NEAR(map->values[static_cast<std::size_t>(i)], expected[i].item<double>(),
                            1e-5);
            }
            EXPECT_NEAR(mean(*map), pass.record().probe_change, 1e-5);
            EXPECT_EQ(pass.record().probe_error, pass.record().probe_change);
        }
        before = probed.image;
    }
}

TEST(ErrorMap, MeanIsTheProbeChangeWhateverTheErrorIsMadeOf) {
    for (const char* error : {"probe", "difference"}) {
        ToyDenoiser model;
        const auto policy = method("dicache", {{"threshold", 0.1}, {"error", std::string(error)}});
        const ToyResult result = run_toy(model, *policy, {.steps = 20, .map_errors = true});
        int maps = 0;
        for (const auto& step : result.passes) {
            for (const api::PassRecord& pass : step) {
                EXPECT_EQ(pass.error_map != nullptr, std::isfinite(pass.probe_error));
                if (!pass.error_map) continue;
                EXPECT_NEAR(mean(*pass.error_map), pass.probe_change, 1e-6);
                ++maps;
            }
        }
        EXPECT_GT(maps, 20);
    }
}

TEST(ErrorMap, ChangesNothingAndIsAbsentUnlessAskedFor) {
    for (const double threshold : {0.0, 0.3}) {
        ToyDenoiser model;
        const ToyResult off =
            run_toy(model, *method("dicache", {{"threshold", threshold}}), {.steps = 20});
        const ToyResult on = run_toy(model, *method("dicache", {{"threshold", threshold}}),
                                     {.steps = 20, .map_errors = true});
        testing::expect_same(off, on);
        EXPECT_EQ(off.cache_bytes, on.cache_bytes);
        for (const auto& step : off.passes) {
            for (const api::PassRecord& pass : step) EXPECT_EQ(pass.error_map, nullptr);
        }
    }
}

TEST(ErrorMap, AMethodWithoutAProbeHandsOutNone) {
    ToyDenoiser model;
    const ToyResult result = run_toy(model, *method("none", {}), {.steps = 6, .map_errors = true});
    for (const auto& step : result.passes) {
        for (const api::PassRecord& pass : step) EXPECT_EQ(pass.error_map, nullptr);
    }
}

TEST(ErrorMap, LeavesPaddingOut) {
    ToyDenoiser model;
    models::BlockContext context;
    const auto input = model.embed(model.noise(1), 500, model.prompt(1), context);
    const ToyRun run;
    cache::StackPass pass(model, context, input, testing::step_info(run, 0), api::Branch::Cond,
                          run.checkpoint);
    pass.note_token_errors(at::arange(30, at::TensorOptions(at::kFloat)));  // the grid has 24
    ASSERT_EQ(pass.record().error_map->values.size(), 24U);
    EXPECT_EQ(pass.record().error_map->values.back(), 23.0F);
    EXPECT_THROW(pass.note_token_errors(at::zeros({23})), InternalError);
}

TEST(TokenDifferences, GoOverSlabsAndDtypes) {
    // More than one slab: 3000 tokens of 2 x 1536 elements.
    const at::Tensor probe = at::rand({2, 3000, 1536}), reference = at::rand({2, 3000, 1536});
    for (const at::ScalarType dtype : {at::kFloat, at::kBFloat16}) {
        const at::Tensor p = probe.to(dtype), ref = reference.to(dtype);
        const at::Tensor whole =
            (p.to(at::kFloat) - ref.to(at::kFloat)).abs().mean(at::IntArrayRef({0, 2}));
        const at::Tensor got = cuda::token_differences(p, ref);
        EXPECT_EQ(got.scalar_type(), at::kFloat);
        EXPECT_TRUE(at::allclose(got, whole, 1e-5, 1e-7));
    }
}

}  // namespace
}  // namespace plumbline
