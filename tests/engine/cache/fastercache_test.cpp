// SPDX-License-Identifier: GPL-3.0-or-later
// FasterCache against its formulas, written out here a second time from the paper's side.
#include "base/error.h"
#include "cache/parts/frequency_split.h"
#include "cache/registry.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

namespace plumbline {
namespace {

using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> fastercache(const api::Params& changed,
                                                const std::string& family = "wan") {
    return testing::make_policy("fastercache", family, changed);
}

const api::Params kGuidanceAlone{{"parts", std::string("guidance")}};

at::Tensor random(at::IntArrayRef sizes, std::uint64_t seed) {
    return at::randn(sizes, at::detail::createCPUGenerator(seed), at::TensorOptions(at::kFloat));
}

/// The paper's way: low frequencies of the spectrum whose data is shifted, in f64.
at::Tensor shifted_low(const at::Tensor& x) {
    const std::int64_t h = x.size(-2), w = x.size(-1), radius = std::min(h, w) / 5;
    const at::Tensor spectrum =
        at::fft_fftshift(at::fft_fft2(x.to(at::kDouble)), at::IntArrayRef{-2, -1});
    at::Tensor mask = at::zeros({h, w}, at::kDouble);
    for (std::int64_t y = 0; y < h; ++y) {
        for (std::int64_t v = 0; v < w; ++v) {
            if ((y - h / 2) * (y - h / 2) + (v - w / 2) * (v - w / 2) <= radius * radius)
                mask[y][v] = 1;
        }
    }
    return at::real(at::fft_ifft2(at::fft_ifftshift(spectrum * mask, at::IntArrayRef{-2, -1})));
}

TEST(FrequencySplit, IsThatOfTheShiftedSpectrum) {
    for (const auto& [h, w] : {std::pair{8, 8}, {9, 16}, {16, 9}, {30, 52}, {4, 4}, {1, 7}}) {
        const at::Tensor x = random({1, 3, 2, h, w}, 5);
        const cache::FrequencyParts parts = cache::split_frequencies(x);
        EXPECT_LT((parts.low.to(at::kDouble) - shifted_low(x)).abs().max().item<double>(), 1e-5)
            << h << " x " << w;
        EXPECT_LT((parts.low + parts.high - x).abs().max().item<double>(), 1e-6);
        EXPECT_EQ(parts.low.scalar_type(), at::kFloat);
    }
}

TEST(FrequencySplit, AConstantIsLowAndACheckerboardHigh) {
    const at::Tensor flat = at::full({1, 1, 1, 16, 16}, 3.0);
    EXPECT_LT(cache::split_frequencies(flat).high.abs().max().item<double>(), 1e-5);
    const at::Tensor sign = 1 - 2 * at::arange(16).remainder(2).to(at::kFloat);
    const at::Tensor board = (sign.unsqueeze(1) * sign).reshape({1, 1, 1, 16, 16});
    EXPECT_LT(cache::split_frequencies(board).low.abs().max().item<double>(), 1e-5);
}

TEST(FasterCacheSchedule, RunsBothBranchesAsPublishedForWan) {
    ToyDenoiser model;
    // Full while i < T/3, then every fifth, and at the last two.
    const ToyResult thirty = run_toy(model, *fastercache(kGuidanceAlone), ToyRun{.steps = 30});
    EXPECT_EQ(thirty.letters(0), std::string(30, 'C'));
    EXPECT_EQ(thirty.letters(1),
              "CCCCCCCCCC"
              "CEEEECEEEECEEEECEECC");
    // Attention every second step from a quarter on, in the conditional branch alone.
    const ToyResult attention =
        run_toy(model, *fastercache({{"parts", std::string("attention")}}), ToyRun{.steps = 20});
    EXPECT_EQ(attention.letters(0),
              "CCCCCC"
              "PCPCPCPCPCPCPC");
    EXPECT_EQ(attention.letters(1), std::string(20, 'C'));
}

/// A policy's guidance after both branches ran at step 4 of 12 with these predictions.
cache::GuidanceHook& after_both(cache::CachePolicy& policy,
                                const ToyDenoiser& model,
                                const at::Tensor& cond,
                                const at::Tensor& uncond) {
    policy.begin(testing::run_shape(model, {}));
    cache::GuidanceHook& hook = *policy.guidance_hook();
    hook.saw_both(testing::step_info({}, 4), cond, uncond);
    return hook;
}

TEST(FasterCacheGuidance, RaisesLowFrequenciesBeforeTheTurnAndHighOnesAfter) {
    const ToyDenoiser model;
    const at::Tensor c = random({1, 4, 2, 8, 8}, 1), u = random({1, 4, 2, 8, 8}, 2),
                     now = random({1, 4, 2, 8, 8}, 3);
    const at::Tensor low = shifted_low(u - c), high = (u - c).to(at::kDouble) - low;
    for (const bool compounding : {false, true}) {
        api::Params params = kGuidanceAlone;
        params["gain"] = 0.2;
        params["start"] = 0.25;
        params["interval"] = std::int64_t{8};
        params["gains"] = std::string(compounding ? "compounding" : "constant");
        const auto policy = fastercache(params);
        cache::GuidanceHook& hook = after_both(*policy, model, c, u);
        double a = 1, b = 1;
        for (int step = 5; step < 10; ++step) {
            const cache::StepInfo info = testing::step_info({}, step);
            ASSERT_TRUE(hook.estimates_uncond(info)) << step;
            if (!compounding) a = b = 1;
            (step < 6 ? a : b) *= 1.2;  // the turn is at half of 12
            const at::Tensor expected = now.to(at::kDouble) + a * low + b * high;
            const at::Tensor given = hook.estimated_uncond(info, now);
            EXPECT_LT((given.to(at::kDouble) - expected).abs().max().item<double>(), 2e-5);
        }
        EXPECT_EQ(policy->bytes(), 2 * static_cast<std::int64_t>(c.nbytes()));
        // A new full step overwrites what was there, gains included.
        hook.saw_both(testing::step_info({}, 4), c, u);
        const at::Tensor again = hook.estimated_uncond(testing::step_info({}, 5), now);
        EXPECT_LT((again.to(at::kDouble) - (now.to(at::kDouble) + 1.2 * low + high))
                      .abs()
                      .max()
                      .item<double>(),
                  2e-5);
    }
}

TEST(FasterCacheGuidance, WithoutGainTheOldDifferenceIsReusedWhole) {
    const ToyDenoiser model;
    const at::Tensor c = random({1, 4, 1, 8, 8}, 1), u = random({1, 4, 1, 8, 8}, 2);
    api::Params params = kGuidanceAlone;
    params["gain"] = 0.0;
    const auto policy = fastercache(params);
    cache::GuidanceHook& hook = after_both(*policy, model, c, u);
    EXPECT_LT((hook.estimated_uncond(testing::step_info({}, 5), c) - u).abs().max().item<double>(),
              1e-5);
}

TEST(FasterCacheGuidance, EveryOtherWayOutIsInWords) {
    const ToyDenoiser model;
    const cache::RunShape unguided = testing::run_shape(model, {.guidance = false});
    EXPECT_THROW(fastercache(kGuidanceAlone)->begin(unguided), Error);
    for (const char* family : {"flux", "hunyuan"}) {
        EXPECT_THROW(fastercache(kGuidanceAlone, family)->begin(unguided), Error);
        EXPECT_THROW(fastercache({{"parts", std::string("both")}}, family)->begin(unguided), Error);
        EXPECT_NO_THROW(fastercache({}, family)->begin(unguided));
    }
    EXPECT_THROW(fastercache({{"parts", std::string("attention")}}, "sd15")
                     ->begin(testing::run_shape(model, {})),
                 Error);
    EXPECT_NE(cache::find_policy("fastercache").unsupported("sd15", unguided), std::nullopt);
}

}  // namespace
}  // namespace plumbline
