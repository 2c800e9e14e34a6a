// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/step/first_block_trigger.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/step_policy.h"

#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "firstblock";

struct FirstBlockParams {
    double threshold = 0.05;
    int warm_up = 1;
};

std::vector<Field<FirstBlockParams>> fields() {
    return {
        {&FirstBlockParams::threshold,
         {.key = "threshold",
          .title = "Threshold",
          .help = "A step is skipped while the first block adds what it added at the last computed "
                  "step, but for this share. Higher is faster and less exact; 0 never skips.",
          .minimum = 0.0,
          .maximum = 2.0,
          .live = true,
          .logarithmic = true}},
        {&FirstBlockParams::warm_up,
         {.key = "warm_up",
          .title = "Warm-up",
          .help = "So many steps at the start are always computed.",
          .minimum = 1,
          .maximum = 1000}},
    };
}

class FirstBlockCache final : public StepPolicy {
public:
    explicit FirstBlockCache(FirstBlockParams params)
        : StepPolicy(
              std::make_unique<FirstBlockTrigger>(),
              std::make_unique<RemainingResidual>(/*depth=*/1),
              {.threshold = params.threshold, .first_calls = params.warm_up, .accumulates = false}),
          params_(params) {}

    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
        set_threshold(params_.threshold);
    }

private:
    FirstBlockParams params_;
};

std::vector<api::ParamSpec> first_block_params(std::string_view) {
    return schema(fields(), FirstBlockParams{});
}

std::unique_ptr<CachePolicy> make_first_block(std::string_view, const api::Params& params) {
    return std::make_unique<FirstBlockCache>(read(kId, fields(), FirstBlockParams{}, params));
}

std::optional<std::string> first_block_unsupported(std::string_view family, const RunShape& shape) {
    if (shape.stack.blocks < 2) return "FirstBlockCache needs a block to look at and one to skip";
    return needs_transformer_and_steps(family, shape);
}

}  // namespace

PolicyEntry first_block_cache_entry() {
    return {.id = kId,
            .title = "FirstBlockCache",
            .paper = "ParaAttention; diffusers",
            .summary =
                "Runs the first block at every step and skips the others while what it adds "
                "is nearly what it added at the last computed step.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &first_block_params,
            .make = &make_first_block,
            .unsupported = &first_block_unsupported};
}

}  // namespace plumbline::cache
