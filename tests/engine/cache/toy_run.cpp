// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/cache/toy_run.h"

#include "cache/guidance.h"
#include "cache/registry.h"
#include "cache/stack_pass.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plumbline::testing {
namespace {

/// The toy's products are too small to share: waking threads would take most of the time.
class OneThread : public ::testing::Environment {
    void SetUp() override { at::set_num_threads(1); }
};
[[maybe_unused]] const ::testing::Environment* const kOneThread =
    ::testing::AddGlobalTestEnvironment(new OneThread);

}  // namespace

std::string ToyResult::letters(std::size_t branch) const {
    std::string text;
    for (const auto& step : passes) text += api::letter(step.at(branch).decision);
    return text;
}

std::unique_ptr<cache::CachePolicy> make_policy(const std::string& id,
                                                const std::string& family,
                                                const api::Params& changed) {
    const cache::PolicyEntry& entry = cache::find_policy(id);
    return entry.make(family, api::complete(id, entry.params(family), changed));
}

cache::RunShape run_shape(const ToyDenoiser& model, const ToyRun& run) {
    return {.stack = model.shape(), .steps = run.steps, .guidance = run.guidance};
}

cache::StepInfo step_info(const ToyRun& run, int step) {
    cache::StepInfo info;
    info.step = info.call = step;
    info.steps = info.calls = run.steps;
    info.sigma = 1.0 - static_cast<double>(step) / run.steps;
    info.next_sigma = 1.0 - static_cast<double>(step + 1) / run.steps;
    info.t = 1000.0 * info.sigma;
    info.guidance = run.guidance;
    info.guidance_scale = run.guidance_scale;
    info.must_compute = run.must_compute.contains(step);
    info.map_errors = run.map_errors;
    return info;
}

ToyResult run_toy(ToyDenoiser& model, cache::CachePolicy& policy, const ToyRun& run) {
    const c10::InferenceMode inference;
    policy.begin(run_shape(model, run));
    const std::vector<models::Conditioning> prompts = {model.prompt(11),
                                                       model.prompt(run.negative_prompt)};
    ToyResult result;
    result.latents = model.noise(run.seed);
    for (int step = 0; step < run.steps; ++step) {
        cache::StepInfo info = step_info(run, step);
        info.latents = result.latents;
        if (const auto found = run.updates.find(step); found != run.updates.end())
            policy.update(found->second);
        auto& passes = result.passes.emplace_back();
        const auto run_branch = [&](api::Branch branch) {
            models::BlockContext context;
            models::Streams input = model.embed(result.latents, info.t,
                                                prompts[static_cast<std::size_t>(branch)], context);
            cache::StackPass pass(model, context, input, info, branch, run.checkpoint);
            const models::Streams output = policy.forward(pass);
            EXPECT_EQ(output.at, model.shape().blocks);
            passes.push_back(pass.record());
            return model.head(output, context);
        };
        at::Tensor cond;
        at::Tensor velocity = cache::prediction_of(
            policy, info, model.shape().blocks,
            [&](api::Branch branch) {
                at::Tensor given = run_branch(branch);
                if (branch == api::Branch::Cond) cond = given;
                return given;
            },
            passes);
        if (run.guidance_scale == 1.0) velocity = cond;
        result.latents = result.latents + (info.next_sigma - info.sigma) * velocity;
    }
    result.cache_bytes = policy.bytes();
    return result;
}

bool same_number(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

void expect_same(const ToyResult& a, const ToyResult& b) {
    EXPECT_TRUE(at::equal(a.latents, b.latents));
    ASSERT_EQ(a.passes.size(), b.passes.size());
    for (std::size_t step = 0; step < a.passes.size(); ++step) {
        ASSERT_EQ(a.passes[step].size(), b.passes[step].size());
        for (std::size_t branch = 0; branch < a.passes[step].size(); ++branch) {
            const api::PassRecord& x = a.passes[step][branch];
            const api::PassRecord& y = b.passes[step][branch];
            EXPECT_EQ(x.decision, y.decision) << "step " << step << " branch " << branch;
            EXPECT_EQ(x.blocks_run, y.blocks_run);
            EXPECT_TRUE(same_number(x.probe_error, y.probe_error));
            EXPECT_TRUE(same_number(x.accumulated_error, y.accumulated_error));
            EXPECT_TRUE(same_number(x.accumulated_after, y.accumulated_after));
            EXPECT_TRUE(same_number(x.alignment_weight, y.alignment_weight));
            EXPECT_TRUE(same_number(x.threshold, y.threshold));
        }
    }
}

}  // namespace plumbline::testing
