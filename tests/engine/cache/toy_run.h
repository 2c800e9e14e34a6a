// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/params.h"
#include "base/checkpoint.h"
#include "cache/policy.h"
#include "support/toy_denoiser.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace plumbline::testing {

struct ToyRun {
    int steps = 12;
    bool guidance = true;
    double guidance_scale = 3.0;  // 1: the conditional branch alone moves the latents
    std::uint64_t seed = 7;
    std::uint64_t negative_prompt = 22;
    std::set<int> must_compute = {};  // steps
    bool map_errors = false;
    std::map<int, api::Params> updates = {};  // before these steps
    Checkpoint checkpoint = {};
};

struct ToyResult {
    at::Tensor latents;
    std::vector<std::vector<api::PassRecord>> passes;  // [step][branch]
    std::int64_t cache_bytes = 0;                      // at the end

    /// Letters of one branch, one a step.
    [[nodiscard]] std::string letters(std::size_t branch) const;
};

/// A method with these parameters changed from the family's defaults.
[[nodiscard]] std::unique_ptr<cache::CachePolicy> make_policy(const std::string& id,
                                                              const std::string& family,
                                                              const api::Params& changed);

[[nodiscard]] cache::RunShape run_shape(const ToyDenoiser& model, const ToyRun& run);
[[nodiscard]] cache::StepInfo step_info(const ToyRun& run, int step);

/// begin() and every step of an Euler sampler; no end(). What the policy or a checkpoint throws
/// passes through.
[[nodiscard]] ToyResult run_toy(ToyDenoiser& model, cache::CachePolicy& policy, const ToyRun& run);

/// Same decisions, numbers (NaN equals NaN) and latents, bit for bit; times aside.
void expect_same(const ToyResult& a, const ToyResult& b);
[[nodiscard]] bool same_number(double a, double b);

}  // namespace plumbline::testing
