// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/guidance.h"

#include <ATen/ATen.h>

namespace plumbline::cache {

at::Tensor prediction_of(CachePolicy& policy,
                         const StepInfo& step,
                         int blocks,
                         const RunBranch& run,
                         std::vector<api::PassRecord>& records) {
    const at::Tensor cond = run(api::Branch::Cond);
    policy.saw_prediction(step, cond);
    if (!step.guidance) return cond;
    GuidanceHook* hook = policy.guidance_hook();
    at::Tensor uncond;
    if (hook != nullptr && hook->estimates_uncond(step)) {
        uncond = hook->estimated_uncond(step, cond);
        records.push_back({.branch = api::Branch::Uncond,
                           .decision = api::Decision::Estimated,
                           .blocks = blocks,
                           .reuse = api::Reuse::Guidance,
                           .work = 0,
                           .cache_bytes = policy.bytes(),
                           .error_map = nullptr});
    } else {
        uncond = run(api::Branch::Uncond);
        if (hook != nullptr) hook->saw_both(step, cond, uncond);
    }
    return uncond + step.guidance_scale * (cond - uncond);
}

}  // namespace plumbline::cache
