// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/methods/late_policy.h"
#include "cache/methods/methods.h"
#include "cache/step/residual_estimators.h"
#include "cache/step/sensitivity_trigger.h"

namespace plumbline::cache {
namespace {

constexpr const char* kId = "sencache";
constexpr const char* kOwn = "own";
constexpr const char* kEven = "even";
constexpr double kTimes = 1000;  // timesteps count up to here

struct SenCacheParams {
    double threshold = 0.1;
    int most_skips = 3;
    double early_share = 0.1;
    double early_part = 0.2;
    std::string table = kOwn;
    NumberList times, latents, time;
};

std::vector<Field<SenCacheParams>> fields(std::string_view) {
    return {
        {&SenCacheParams::threshold,
         {.key = "threshold",
          .title = "Threshold",
          .help = "Steps are skipped while the output is estimated to have moved by less than this "
                  "(RMS) since the last computed step. Higher is faster and less exact; 0 never "
                  "skips.",
          .minimum = 0,
          .maximum = 4,
          .live = true,
          .logarithmic = true}},
        {&SenCacheParams::most_skips,
         {.key = "most_skips",
          .title = "Skips in a row",
          .help = "So many steps may be skipped one after the other; 0: any number.",
          .minimum = 0,
          .maximum = 1000}},
        {&SenCacheParams::early_share,
         {.key = "early_share",
          .title = "Early share",
          .help = "Share of the threshold that counts at the start.",
          .minimum = 0.001,
          .maximum = 1}},
        {&SenCacheParams::early_part,
         {.key = "early_part",
          .title = "Early part",
          .help = "Share of the steps that are the start.",
          .minimum = 0,
          .maximum = 1}},
        {&SenCacheParams::table,
         {.key = "table",
          .title = "Sensitivities",
          .help = "own: the numbers below, which are those of a calibration where there is one. "
                  "even: alike at all times, for a model that was not calibrated; the threshold "
                  "means little then.",
          .choices = {kOwn, kEven}}},
        {&SenCacheParams::times,
         {.key = "times",
          .title = "Timesteps",
          .help = "Of the sensitivities, 0 to 1000, separated by semicolons."}},
        {&SenCacheParams::latents,
         {.key = "latents",
          .title = "Sensitivity to latents",
          .help = "How far the output moves with the latents, one number a timestep."}},
        {&SenCacheParams::time,
         {.key = "time",
          .title = "Sensitivity to time",
          .help = "How far the output moves with the time, one number a timestep."}},
    };
}

Sensitivities table_of(const SenCacheParams& params) {
    if (params.table == kEven) return {.times = {0}, .latents = {1}, .time = {1 / kTimes}};
    const Sensitivities table{
        .times = params.times.values, .latents = params.latents.values, .time = params.time.values};
    if (table.times.empty()) {
        throw Error(ErrorKind::Usage, "sencache: nobody measured how sensitive this model is",
                    "run plumbline calibrate --method sencache for it, or choose table=even");
    }
    if (table.latents.size() != table.times.size() || table.time.size() != table.times.size()) {
        throw Error(ErrorKind::Usage, "sencache: times, latents and time are not as many",
                    "give one number of each for every timestep");
    }
    return table;
}

/// SenCache (arXiv 2602.24208) on the residual of the stack; its one decision a step is that of the
/// conditional branch.
class SenCache final : public LatePolicy<SenCacheParams> {
public:
    SenCache(std::string_view family, SenCacheParams params)
        : LatePolicy(kId, family, fields, std::move(params)) {}

protected:
    std::unique_ptr<StepPolicy> assembled(const RunShape&) const override {
        return std::make_unique<StepPolicy>(
            std::make_unique<SensitivityTrigger>(table_of(params()), params().early_share,
                                                 params().early_part),
            std::make_unique<LastResidual>(),
            StepRules{.threshold = params().threshold,
                      .most_skips = params().most_skips,
                      .accumulates = false});
    }
};

std::vector<api::ParamSpec> sencache_params(std::string_view family) {
    return schema(fields(family), SenCacheParams{});
}

std::unique_ptr<CachePolicy> make_sencache(std::string_view family, const api::Params& params) {
    return std::make_unique<SenCache>(family, read(kId, fields(family), SenCacheParams{}, params));
}

}  // namespace

PolicyEntry sencache_entry() {
    return {.id = kId,
            .title = "SenCache",
            .paper = "arXiv 2602.24208",
            .summary =
                "Knows how sensitive the model is to its latents and to the time, and skips while "
                "both have moved the output by little since the last computed step.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &sencache_params,
            .make = &make_sencache,
            .unsupported = &needs_transformer_and_steps};
}

}  // namespace plumbline::cache
