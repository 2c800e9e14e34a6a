// SPDX-License-Identifier: GPL-3.0-or-later
// H2-Cache against its algorithm, written out here step by step.
#include "cache/parts/pooled_change.h"
#include "cache/registry.h"
#include "engine/cache/cache_constants.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace plumbline {
namespace {

using testing::ToyDenoiser;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> h2cache(const std::string& family, const api::Params& changed) {
    return testing::make_policy("h2cache", family, changed);
}

TEST(PooledChange, IsThatOfTheSquares) {
    const at::Tensor a = at::arange(24, at::kFloat).reshape({1, 4, 6}), b = a * 1.5 + 1;
    double difference = 0, reference = 0;
    for (int y = 0; y < 2; ++y) {
        for (int x = 0; x < 3; ++x) {
            double before = 0, now = 0;
            for (int i = 0; i < 4; ++i) {
                before += a[0][2 * y + i / 2][2 * x + i % 2].item<double>() / 4;
                now += b[0][2 * y + i / 2][2 * x + i % 2].item<double>() / 4;
            }
            difference += std::abs(before - now);
            reference += std::abs(before);
        }
    }
    EXPECT_NEAR(cache::pooled_change(a, b, 2), difference / reference, 1e-6);
    // A square larger than the picture is the picture.
    EXPECT_NEAR(cache::pooled_change(a, b, 100),
                (b.mean() - a.mean()).item<double>() / a.mean().item<double>(), 1e-6);
}

TEST(H2CacheDefaults, AreTheAuthorsForFlux) {
    const auto& flux = testing::more_cache_constants()["h2cache"]["flux"];
    const auto specs = cache::find_policy("h2cache").params("flux");
    const auto value = [&](const char* key) {
        return std::get<double>(std::ranges::find(specs, key, &api::ParamSpec::key)->default_value);
    };
    EXPECT_EQ(value("threshold"), flux["tau1_multi"].get<double>());
    EXPECT_EQ(value("detail_threshold"), flux["tau2_single"].get<double>());
}

/// The algorithm of the specification (B.3) for one branch of a model of four double-stream and two
/// single-stream blocks, told without a pass.
class ByHand {
public:
    ByHand(ToyDenoiser& model, double structure, double detail)
        : model_(model), structure_(structure), detail_(detail) {}

    models::Streams forward(const models::Streams& input, const models::BlockContext& context) {
        models::Streams one = run(input, 1, context);
        const at::Tensor r1 = one.image - input.image;
        const bool hit1 = r1_.defined() && cache::pooled_change(r1_, r1, 2) < structure_;
        models::Streams two = one;
        if (hit1) {
            two.image = one.image + d_image_;
            two.text = one.text + d_text_;
            two.at = 4;
        } else {
            two = run(one, 4, context);
            r1_ = r1;
            d_image_ = two.image - one.image;
            d_text_ = two.text - one.text;
        }
        const at::Tensor x = at::cat({two.text, two.image}, 1);
        models::Streams three = run(two, 5, context);
        const at::Tensor r2 = at::cat({three.text, three.image}, 1) - x;
        const bool hit2 = hit1 || (r2_.defined() && cache::pooled_change(r2_, r2, 12) < detail_);
        letters += hit1 ? 'S' : hit2 ? 'P' : 'R';
        if (hit2) {
            three.image = three.image + d_single_;
            three.at = 6;
            return three;
        }
        r2_ = r2;
        models::Streams out = run(three, 6, context);
        d_single_ = out.image - three.image;
        return out;
    }
    std::string letters;

private:
    models::Streams run(models::Streams streams, int end, const models::BlockContext& context) {
        while (streams.at < end) streams = model_.run_block(streams.at, streams, context);
        return streams;
    }
    ToyDenoiser& model_;
    double structure_, detail_;
    at::Tensor r1_, d_image_, d_text_, r2_, d_single_;
};

TEST(H2CacheRun, FollowsItsAlgorithm) {
    ToyDenoiser model({.probe_blocks = 4, .two_streams = true});
    std::set<char> seen;
    for (const auto& [structure, detail] :
         {std::pair{0.3, 0.4}, {0.05, 0.5}, {1e-6, 0.6}, {1e-6, 1e-6}}) {
        const auto policy =
            h2cache("flux", {{"threshold", structure}, {"detail_threshold", detail}});
        const ToyRun run{.steps = 20, .guidance = false};
        policy->begin(testing::run_shape(model, run));
        ByHand by_hand(model, structure, detail);
        const models::Conditioning prompt = model.prompt(11);
        at::Tensor latents = model.noise(3);
        std::string letters;
        for (int step = 0; step < run.steps; ++step) {
            const cache::StepInfo info = testing::step_info(run, step);
            models::BlockContext context;
            const Checkpoint checkpoint;
            const models::Streams input = model.embed(latents, info.t, prompt, context);
            cache::StackPass pass(model, context, input, info, api::Branch::Cond, checkpoint);
            const models::Streams given = policy->forward(pass);
            EXPECT_TRUE(given.image.equal(by_hand.forward(input, context).image))
                << "step " << step << " at " << structure;
            letters += api::letter(pass.record().decision);
            latents = latents + (info.next_sigma - info.sigma) * model.head(given, context);
        }
        // The first pass computes without anything to compare.
        EXPECT_EQ(letters, by_hand.letters) << structure << " " << detail;
        seen.insert(letters.begin(), letters.end());
    }
    EXPECT_EQ(seen, (std::set<char>{'P', 'R', 'S'}));
}

TEST(H2CacheRun, BothBranchesDoWhatTheConditionalOneDecides) {
    ToyDenoiser model;
    const auto result =
        testing::run_toy(model, *h2cache("wan", {{"threshold", 0.4}}), ToyRun{.steps = 20});
    EXPECT_EQ(result.letters(0), result.letters(1));
    EXPECT_NE(result.letters(0).find('S'), std::string::npos);
}

TEST(H2CacheRun, TheSafetyNetComputesBothEndsAndEveryFifth) {
    ToyDenoiser model;
    const auto result =
        testing::run_toy(model, *h2cache("wan", {{"threshold", 2.0}, {"safe", std::string("on")}}),
                         ToyRun{.steps = 20, .guidance = false});
    EXPECT_EQ(result.letters(0), "RRRSSSSRSSSSRSSSSRSR");
}

}  // namespace
}  // namespace plumbline
