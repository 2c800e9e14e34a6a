// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/methods/late_policy.h"
#include "cache/methods/methods.h"
#include "cache/methods/model_fits.h"
#include "cache/step/magnitude_trigger.h"
#include "cache/step/residual_estimators.h"

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
          .help = "How much the residual shrinks from step to step. auto: as published for a model "
                  "of this size. own: the ratios below, which are those of a calibration where "
                  "there is one.",
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

class MagCache final : public LatePolicy<MagCacheParams> {
public:
    MagCache(std::string_view family, MagCacheParams params)
        : LatePolicy(kId, family, fields, std::move(params)) {}

protected:
    std::unique_ptr<StepPolicy> assembled(const RunShape& shape) const override {
        const CurveChoice choice{.curve = params().curve,
                                 .ratios = params().ratios,
                                 .uncond_ratios = params().uncond_ratios,
                                 .roots = params().meaning == kPaper};
        const MagnitudeTrigger::Rules rules{.most_skips = params().most_skips,
                                            .kink_at_step_11 = family() == "flux"};
        return std::make_unique<StepPolicy>(
            std::make_unique<MagnitudeTrigger>(chosen_curve(family(), choice, shape), rules),
            std::make_unique<LastResidual>(), rules_of(family(), params()));
    }
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
            .unsupported = &needs_transformer_and_steps,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
