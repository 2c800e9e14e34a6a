// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/methods/late_policy.h"
#include "cache/methods/methods.h"
#include "cache/methods/model_fits.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/signal_trigger.h"

#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "teacache";
constexpr const char* kOff = "off";
constexpr const char* kOn = "on";
constexpr int kRetainedSteps = 5;  // of Wan's other mode
constexpr int kSafeSkips = 3;      // one after the other

struct TeaCacheParams {
    double threshold = 0.2;
    std::string fit = kAutoFit;
    NumberList coefficients, retained_coefficients;
    std::string retained = kOff;
    std::string safe = kOff;
};

std::vector<Field<TeaCacheParams>> fields(std::string_view family) {
    std::vector<Field<TeaCacheParams>> list{
        {&TeaCacheParams::threshold,
         {.key = "threshold",
          .title = "Threshold",
          .help = "Steps are skipped while the accumulated estimate of the output's change stays "
                  "below this. Higher is faster and less exact; 0 never skips.",
          .minimum = 0.0,
          .maximum = 5.0,
          .live = true,
          .logarithmic = true}},
        {&TeaCacheParams::fit,
         {.key = "fit",
          .title = "Polynomial",
          .help = "What turns a change of the signal into one of the output. auto: the one that "
                  "was published for a model of this size. linear: the change itself, which needs "
                  "a threshold about ten times smaller. own: the coefficients below, which are "
                  "those of a calibration where there is one.",
          .choices = polynomial_names(family)}},
        {&TeaCacheParams::coefficients,
         {.key = "coefficients",
          .title = "Coefficients",
          .help = "Of an own polynomial: five numbers, the highest power first, separated by "
                  "semicolons."}},
        {&TeaCacheParams::safe,
         {.key = "safe",
          .title = "Safety net",
          .help = "on: estimates stay within 0 and 1, and at most three steps are skipped one "
                  "after the other. off: as published.",
          .choices = {kOff, kOn}}},
    };
    if (family == "wan") {
        list.push_back(
            {&TeaCacheParams::retained,
             {.key = "retained",
              .title = "Retained steps",
              .help = "on: the first five steps are computed, the last may be skipped, and the "
                      "time projection is watched. off: the first and the last step are computed.",
              .choices = {kOff, kOn}}});
        list.push_back({&TeaCacheParams::retained_coefficients,
                        {.key = "retained_coefficients",
                         .title = "Coefficients, retained",
                         .help = "Of an own polynomial of the time projection."}});
    }
    return list;
}

TeaCacheParams defaults_of(std::string_view family) {
    TeaCacheParams params;
    if (family == "hunyuan") params.threshold = 0.15;
    if (family == "flux") params.threshold = 0.4;
    return params;
}

Signal signal_of(std::string_view family, const TeaCacheParams& params) {
    if (family != "wan") return Signal::ModulatedInput;
    return params.retained == kOn ? Signal::TimeProjection : Signal::TimeEmbedding;
}

StepRules rules_of(const TeaCacheParams& params) {
    const bool retained = params.retained == kOn;
    return {.threshold = params.threshold,
            .first_calls = retained ? kRetainedSteps : 1,
            .last_call_full = !retained,
            .most_skips = params.safe == kOn ? kSafeSkips : 0};
}

class TeaCache final : public LatePolicy<TeaCacheParams> {
public:
    TeaCache(std::string_view family, TeaCacheParams params)
        : LatePolicy(kId, family, fields, std::move(params)) {}

protected:
    std::unique_ptr<StepPolicy> assembled(const RunShape& shape) const override {
        const bool retained = params().retained == kOn, is_safe = params().safe == kOn;
        const PolynomialChoice choice{
            .fit = params().fit,
            .coefficients = retained ? params().retained_coefficients : params().coefficients,
            .retained = retained};
        return std::make_unique<StepPolicy>(
            std::make_unique<SignalTrigger>(signal_of(family(), params()),
                                            chosen_polynomial(family(), choice, shape), is_safe),
            std::make_unique<LastResidual>(), rules_of(params()));
    }
};

std::vector<api::ParamSpec> teacache_params(std::string_view family) {
    return schema(fields(family), defaults_of(family));
}

std::unique_ptr<CachePolicy> make_teacache(std::string_view family, const api::Params& params) {
    return std::make_unique<TeaCache>(family,
                                      read(kId, fields(family), defaults_of(family), params));
}

/// Wan's signals depend on the timestep alone.
Foreknown teacache_foreknown(std::string_view family) {
    return signal_of(family, {}) == Signal::ModulatedInput ? Foreknown::Nothing : Foreknown::ByTime;
}

api::ThresholdRule teacache_rule(std::string_view) {
    return {};
}

}  // namespace

PolicyEntry teacache_entry() {
    return {.id = kId,
            .title = "TeaCache",
            .paper = "arXiv 2411.19108",
            .summary =
                "Watches how much the time embedding (Wan) or the modulated input changes, "
                "and skips the blocks while the sum of the changes it foretells stays low.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &teacache_params,
            .make = &make_teacache,
            .unsupported = &needs_transformer_and_steps,
            .rule = &teacache_rule,
            .foreknown = &teacache_foreknown};
}

}  // namespace plumbline::cache
