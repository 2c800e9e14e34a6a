// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/methods/model_fits.h"
#include "cache/step/magnitude_trigger.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/step_policy.h"

#include <optional>
#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "magcache";
constexpr const char* kReleased = "released";
constexpr const char* kPaper = "paper";

struct MagCacheParams {
    double threshold = 0.12;
    int most_skips = 2;
    double retention = 0.2;
    std::string curve = kAutoFit;
    NumberList ratios, uncond_ratios;
    std::string meaning = kReleased;
};

std::vector<Field<MagCacheParams>> fields(std::string_view family) {
    return {
        {&MagCacheParams::threshold,
         {.key = "threshold",
          .title = "Threshold",
          .help = "Steps are skipped while the accumulated error of the residual's size stays "
                  "below this. Higher is faster and less exact; 0 never skips.",
          .minimum = 0.0,
          .maximum = 2.0,
          .live = true,
          .logarithmic = true}},
        {&MagCacheParams::most_skips,
         {.key = "most_skips",
          .title = "Skips in a row",
          .help = "So many steps may be skipped one after the other (K of the paper).",
          .minimum = 1,
          .maximum = 100}},
        {&MagCacheParams::retention,
         {.key = "retention",
          .title = "Retention",
          .help = "Share of the steps at the start that is always computed in full: the strongest "
                  "setting for quality.",
          .minimum = 0.0,
          .maximum = 1.0}},
        {&MagCacheParams::curve,
         {.key = "curve",
          .title = "Ratios",
          .help = "How much the residual shrinks from step to step. auto: as calibrated or "
                  "published for this model. own: the ratios below.",
          .choices = curve_names(family)}},
        {&MagCacheParams::ratios,
         {.key = "ratios",
          .title = "Own ratios",
          .help = "One number a step, the first is 1, separated by semicolons; another number of "
                  "steps takes the nearest."}},
        {&MagCacheParams::uncond_ratios,
         {.key = "uncond_ratios",
          .title = "Own ratios, other branch",
          .help = "Of the unconditional branch, where guidance has one; the same when empty."}},
        {&MagCacheParams::meaning,
         {.key = "meaning",
          .title = "Meaning of the threshold",
          .help = "released: of the ratios, as in the released programs. paper: of their square "
                  "roots, as in the program that made the paper's tables; the same threshold is "
                  "then about half as strict.",
          .choices = {kReleased, kPaper}}},
    };
}

MagCacheParams defaults_of(std::string_view family) {
    if (family == "wan") return {};
    if (family == "hunyuan") return {.threshold = 0.24, .most_skips = 6};
    return {.threshold = 0.24, .most_skips = 5, .retention = 0.1};
}

StepRules rules_of(std::string_view family, const MagCacheParams& params) {
    StepRules rules{.threshold = params.threshold, .retention = params.retention};
    // The program of the paper's tables compared otherwise than the released ones for Wan.
    const bool or_equal = family != "wan" || params.meaning == kPaper;
    rules.compare = or_equal ? Compare::LessOrEqual : Compare::Less;
    rules.warm_up = WarmUp::BothBranches;
    if (family == "flux") rules.warm_up = WarmUp::OwnBranchRounded;
    if (family == "hunyuan") rules.warm_up = WarmUp::OwnBranch;
    return rules;
}

/// The curve may depend on the model, so the trigger is made when a run begins.
class MagCache final : public CachePolicy {
public:
    MagCache(std::string_view family, MagCacheParams params)
        : family_(family), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        const CurveChoice choice{.curve = params_.curve,
                                 .ratios = params_.ratios,
                                 .uncond_ratios = params_.uncond_ratios,
                                 .roots = params_.meaning == kPaper};
        policy_.emplace(std::make_unique<MagnitudeTrigger>(
                            chosen_curve(family_, choice, shape),
                            MagnitudeTrigger::Rules{.most_skips = params_.most_skips,
                                                    .kink_at_step_11 = family_ == "flux"}),
                        std::make_unique<LastResidual>(), rules_of(family_, params_));
        policy_->begin(shape);
    }
    void end() override {
        if (policy_) policy_->end();
    }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(family_), params_, params);
        if (policy_) policy_->set_threshold(params_.threshold);
    }
    models::Streams forward(StackPass& pass) override { return policy_->forward(pass); }
    std::int64_t bytes() const override { return policy_ ? policy_->bytes() : 0; }

private:
    std::string family_;
    MagCacheParams params_;
    std::optional<StepPolicy> policy_;
};

std::vector<api::ParamSpec> magcache_params(std::string_view family) {
    return schema(fields(family), defaults_of(family));
}

std::unique_ptr<CachePolicy> make_magcache(std::string_view family, const api::Params& params) {
    return std::make_unique<MagCache>(family,
                                      read(kId, fields(family), defaults_of(family), params));
}

}  // namespace

PolicyEntry magcache_entry() {
    return {.id = kId,
            .title = "MagCache",
            .paper = "arXiv 2506.09045",
            .summary =
                "Knows beforehand how the size of the stack's residual changes from step to "
                "step, and skips while the product of these ratios stays near 1.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &magcache_params,
            .make = &make_magcache,
            .unsupported = &needs_transformer_and_steps};
}

}  // namespace plumbline::cache
