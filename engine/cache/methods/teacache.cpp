// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/methods/model_fits.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/signal_trigger.h"
#include "cache/step/step_policy.h"

#include <optional>
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
                  "was calibrated or published for this model. linear: the change itself, which "
                  "needs a threshold about ten times smaller. own: the coefficients below.",
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

/// The polynomial may depend on the model, so the trigger is made when a run begins.
class TeaCache final : public CachePolicy {
public:
    TeaCache(std::string_view family, TeaCacheParams params)
        : family_(family), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        const Polynomial polynomial = chosen_polynomial(
            family_,
            {.fit = params_.fit,
             .coefficients =
                 params_.retained == kOn ? params_.retained_coefficients : params_.coefficients,
             .retained = params_.retained == kOn},
            shape);
        policy_.emplace(std::make_unique<SignalTrigger>(signal_of(family_, params_), polynomial,
                                                        params_.safe == kOn),
                        std::make_unique<LastResidual>(), rules_of(params_));
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
    TeaCacheParams params_;
    std::optional<StepPolicy> policy_;
};

std::vector<api::ParamSpec> teacache_params(std::string_view family) {
    return schema(fields(family), defaults_of(family));
}

std::unique_ptr<CachePolicy> make_teacache(std::string_view family, const api::Params& params) {
    return std::make_unique<TeaCache>(family,
                                      read(kId, fields(family), defaults_of(family), params));
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
            .rule = &teacache_rule};
}

}  // namespace plumbline::cache
