// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/step/rate_trigger.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/step_policy.h"

#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "easycache";

struct EasyCacheParams {
    double threshold = 0.05;
    int warm_up = 10;
};

std::vector<Field<EasyCacheParams>> fields() {
    return {
        {&EasyCacheParams::threshold,
         {.key = "threshold",
          .title = "Threshold",
          .help = "Steps are skipped while the accumulated change that the output should have made "
                  "stays below this share of it. Higher is faster and less exact; 0 never skips.",
          .minimum = 0.0,
          .maximum = 2.0,
          .live = true,
          .logarithmic = true}},
        {&EasyCacheParams::warm_up,
         {.key = "warm_up",
          .title = "Warm-up",
          .help = "So many steps at the start are always computed.",
          .minimum = 2,
          .maximum = 1000}},
    };
}

class EasyCache final : public StepPolicy {
public:
    explicit EasyCache(EasyCacheParams params)
        : StepPolicy(std::make_unique<RateTrigger>(),
                     std::make_unique<LastResidual>(),
                     {.threshold = params.threshold,
                      .first_calls = params.warm_up,
                      .last_call_full = true}),
          params_(params) {}

    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
        set_threshold(params_.threshold);
    }

private:
    EasyCacheParams params_;
};

std::vector<api::ParamSpec> easycache_params(std::string_view) {
    return schema(fields(), EasyCacheParams{});
}

std::unique_ptr<CachePolicy> make_easycache(std::string_view, const api::Params& params) {
    return std::make_unique<EasyCache>(read(kId, fields(), EasyCacheParams{}, params));
}

api::ThresholdRule easycache_rule(std::string_view) {
    return {};
}

}  // namespace

PolicyEntry easycache_entry() {
    return {.id = kId,
            .title = "EasyCache",
            .paper = "arXiv 2507.02860",
            .summary =
                "Measures how much the output moves when the input does, and skips while "
                "the movement so foretold stays low. Applied to the tokens around the "
                "blocks, where the paper takes the latents.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &easycache_params,
            .make = &make_easycache,
            .unsupported = &needs_transformer_and_steps,
            .rule = &easycache_rule};
}

}  // namespace plumbline::cache
