// SPDX-License-Identifier: GPL-3.0-or-later
// SenCache against its rule, written out here a second time.
#include "base/error.h"
#include "cache/registry.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> sencache(const api::Params& changed) {
    return testing::make_policy("sencache", "wan", changed);
}

/// Two timesteps, so that the nearest is easily told.
api::Params table(double threshold, std::int64_t most_skips) {
    return {{"threshold", threshold},
            {"most_skips", most_skips},
            {"early_share", 0.5},
            {"early_part", 0.25},
            {"times", std::string("1000;200")},
            {"latents", std::string("1;3")},
            {"time", std::string("0.001;0.0005")}};
}

TEST(SenCacheRule, SkipsWhileTheFirstOrderBoundIsBelowTheThreshold) {
    constexpr double kThreshold = 0.4;
    ToyDenoiser model;
    const ToyRun run{.steps = 16};
    const auto policy = sencache(table(kThreshold, 3));
    /// Looks at the latents of every call.
    struct Watch final : cache::CachePolicy {
        explicit Watch(cache::CachePolicy& inner) : inner(inner) {}
        void begin(const cache::RunShape& shape) override { inner.begin(shape); }
        void update(const api::Params& params) override { inner.update(params); }
        models::Streams forward(cache::StackPass& pass) override {
            seen[static_cast<std::size_t>(pass.step().call)] = pass.step().latents;
            return inner.forward(pass);
        }
        std::int64_t bytes() const override { return inner.bytes(); }
        cache::CachePolicy& inner;
        std::vector<at::Tensor> seen = std::vector<at::Tensor>(16);
    } watch(*policy);
    const ToyResult result = run_toy(model, watch, run);

    std::string expected;
    at::Tensor reference;
    double reference_time = 0;
    int skips = 0;
    for (int step = 0; step < run.steps; ++step) {
        const at::Tensor& x = watch.seen[static_cast<std::size_t>(step)];
        const double t = testing::step_info(run, step).t;
        bool skip = false;
        if (reference.defined()) {
            const bool is_high = std::abs(1000 - reference_time) < std::abs(200 - reference_time);
            const double moved = (x - reference).square().mean().sqrt().item<double>();
            const double score = (is_high ? 1.0 : 3.0) * moved +
                                 (is_high ? 0.001 : 0.0005) * std::abs(t - reference_time);
            const double limit = step < 4 ? kThreshold * 0.5 : kThreshold;
            skip = score < limit && skips < 3;
        }
        expected += skip ? 'S' : 'C';
        skips = skip ? skips + 1 : 0;
        if (skip) continue;
        reference = x;
        reference_time = t;
    }
    EXPECT_EQ(result.letters(0), expected);
    EXPECT_EQ(result.letters(1), expected);  // one decision a step
    EXPECT_NE(expected.find("SC"), std::string::npos);
    // A residual a branch, and the latents of the last computed step.
    const auto tokens = static_cast<std::int64_t>(reference.numel()) / 4 * 16 * 4;
    EXPECT_EQ(result.cache_bytes, 2 * tokens + static_cast<std::int64_t>(reference.nbytes()));
}

TEST(SenCacheRule, NeedsATable) {
    const ToyDenoiser model;
    EXPECT_THROW(sencache({})->begin(testing::run_shape(model, {})), Error);
    api::Params uneven = table(0.1, 3);
    uneven["time"] = std::string("0.001");
    EXPECT_THROW(sencache(uneven)->begin(testing::run_shape(model, {})), Error);
    EXPECT_NO_THROW(
        sencache({{"table", std::string("even")}})->begin(testing::run_shape(model, {})));
}

}  // namespace
}  // namespace plumbline
