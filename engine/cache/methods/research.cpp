// SPDX-License-Identifier: GPL-3.0-or-later
// Any trigger with any estimator: pairs that nobody published.
#include "cache/methods/late_policy.h"
#include "cache/methods/methods.h"
#include "cache/methods/model_fits.h"
#include "cache/step/probe_trigger.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/trajectory_alignment.h"

#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "research";
constexpr const char* kProbe = "probe";
constexpr const char* kModulation = "modulation";
constexpr const char* kMagnitude = "magnitude";
constexpr const char* kLast = "last";
constexpr const char* kAlignment = "alignment";

struct ResearchParams {
    double threshold = 0.1;
    std::string trigger = kModulation;
    std::string estimator = kAlignment;
    int probe_depth = 1;
    double retention = 0.2;
    double max_weight = 2.0;
    int most_skips = 4;
    std::string fit = kAutoFit;
    NumberList coefficients;
    std::string curve = kAutoFit;
    NumberList ratios, uncond_ratios;
};

std::vector<Field<ResearchParams>> rule_fields() {
    return {
        {&ResearchParams::threshold,
         {.key = "threshold",
          .title = "Threshold",
          .help = "Steps are skipped while the accumulated error of the trigger stays below this; "
                  "each trigger measures on a scale of its own. 0 never skips.",
          .minimum = 0.0,
          .maximum = 5.0,
          .live = true,
          .logarithmic = true}},
        {&ResearchParams::trigger,
         {.key = "trigger",
          .title = "Trigger",
          .help = "When to skip. probe: DiCache's probe of the first blocks. modulation: "
                  "TeaCache's signal. magnitude: MagCache's ratios.",
          .choices = {kProbe, kModulation, kMagnitude}}},
        {&ResearchParams::estimator,
         {.key = "estimator",
          .title = "Estimator",
          .help = "What stands for a skipped step. last: the last residual. alignment: DiCache's "
                  "line through the last two, for which the probe's blocks run at every step.",
          .choices = {kLast, kAlignment}}},
        {&ResearchParams::retention,
         {.key = "retention",
          .title = "Retention",
          .help = "Share of the steps at the start that is always computed in full.",
          .minimum = 0.0,
          .maximum = 1.0}},
        {&ResearchParams::probe_depth,
         {.key = "probe_depth",
          .title = "Probe depth",
          .help = "Blocks that a probe runs, for the trigger or the estimator that has one.",
          .minimum = 1,
          .maximum = 64}},
        {&ResearchParams::max_weight,
         {.key = "max_weight",
          .title = "Largest alignment weight",
          .help = "How far a skipped step may go along the line through the last two residuals; 1 "
                  "stays at the newest.",
          .minimum = 1.0,
          .maximum = 10.0}},
    };
}

std::vector<Field<ResearchParams>> fields(std::string_view family) {
    std::vector<Field<ResearchParams>> list = rule_fields();
    list.push_back({&ResearchParams::most_skips,
                    {.key = "most_skips",
                     .title = "Skips in a row",
                     .help = "So many steps may be skipped one after the other; 0: any number.",
                     .minimum = 0,
                     .maximum = 100}});
    list.push_back({&ResearchParams::fit,
                    {.key = "fit",
                     .title = "Polynomial",
                     .help = "Of the trigger modulation, as TeaCache's.",
                     .choices = polynomial_names(family)}});
    list.push_back({&ResearchParams::coefficients,
                    {.key = "coefficients",
                     .title = "Coefficients",
                     .help = "Of an own polynomial: five numbers, the highest power first, "
                             "separated by semicolons."}});
    list.push_back({&ResearchParams::curve,
                    {.key = "curve",
                     .title = "Ratios",
                     .help = "Of the trigger magnitude, as MagCache's.",
                     .choices = curve_names(family)}});
    list.push_back({&ResearchParams::ratios,
                    {.key = "ratios",
                     .title = "Own ratios",
                     .help = "One number a step, the first is 1, separated by semicolons; another "
                             "number of steps takes the nearest."}});
    list.push_back({&ResearchParams::uncond_ratios,
                    {.key = "uncond_ratios",
                     .title = "Own ratios, other branch",
                     .help = "Of the unconditional branch, where guidance has one; the same when "
                             "empty."}});
    return list;
}

std::unique_ptr<Trigger> make_trigger(std::string_view family,
                                      const ResearchParams& params,
                                      const RunShape& shape) {
    if (params.trigger == kProbe)
        return std::make_unique<ProbeTrigger>(params.probe_depth, ProbeErrorKind::Probe);
    if (params.trigger == kModulation) {
        const Signal signal = family == "wan" ? Signal::TimeEmbedding : Signal::ModulatedInput;
        const PolynomialChoice choice{.fit = params.fit, .coefficients = params.coefficients};
        return std::make_unique<SignalTrigger>(signal, chosen_polynomial(family, choice, shape),
                                               /*clamp=*/true);
    }
    const CurveChoice choice{
        .curve = params.curve, .ratios = params.ratios, .uncond_ratios = params.uncond_ratios};
    return std::make_unique<MagnitudeTrigger>(chosen_curve(family, choice, shape),
                                              MagnitudeTrigger::Rules{.most_skips = 1 << 20});
}

std::unique_ptr<Estimator> make_estimator(const ResearchParams& params) {
    if (params.estimator == kLast) return std::make_unique<LastResidual>();
    return std::make_unique<TrajectoryAlignment>(params.max_weight, params.probe_depth);
}

class Research final : public LatePolicy<ResearchParams> {
public:
    Research(std::string_view family, ResearchParams params)
        : LatePolicy(kId, family, fields, std::move(params)) {}

protected:
    std::unique_ptr<StepPolicy> assembled(const RunShape& shape) const override {
        return std::make_unique<StepPolicy>(make_trigger(family(), params(), shape),
                                            make_estimator(params()),
                                            StepRules{.threshold = params().threshold,
                                                      .retention = params().retention,
                                                      .first_calls = 1,
                                                      .last_call_full = true,
                                                      .most_skips = params().most_skips});
    }
};

std::vector<api::ParamSpec> research_params(std::string_view family) {
    return schema(fields(family), ResearchParams{});
}

std::unique_ptr<CachePolicy> make_research(std::string_view family, const api::Params& params) {
    return std::make_unique<Research>(family, read(kId, fields(family), ResearchParams{}, params));
}

api::ThresholdRule research_rule(std::string_view) {
    return {};
}

}  // namespace

PolicyEntry research_entry() {
    return {.id = kId,
            .title = "Research: any trigger, any estimator",
            .paper = "",
            .summary =
                "Puts the triggers of DiCache, TeaCache and MagCache together with either "
                "estimator. The published pairs are methods of their own; the others are "
                "nobody's but yours.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &research_params,
            .make = &make_research,
            .unsupported = &needs_transformer_and_steps,
            .rule = &research_rule};
}

}  // namespace plumbline::cache
