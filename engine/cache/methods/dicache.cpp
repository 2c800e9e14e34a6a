// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/step/probe_trigger.h"
#include "cache/step/step_policy.h"
#include "cache/step/trajectory_alignment.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "dicache";
constexpr const char* kProbeDepth = "probe_depth";
constexpr const char* kProbe = "probe";
constexpr const char* kDifference = "difference";

struct DiCacheParams {
    double threshold = 0.08;
    int probe_depth = 1;
    double retention = 0.2;
    double max_weight = 2.0;
    std::string error = kProbe;
};

std::vector<Field<DiCacheParams>> fields() {
    return {
        {&DiCacheParams::threshold,
         {.key = "threshold",
          .title = "Probe threshold",
          .help = "Steps are skipped while the accumulated probe error stays below this. Higher is "
                  "faster and less "
                  "exact; 0 never skips.",
          .minimum = 0.0,
          .maximum = 2.0,
          .live = true,
          .logarithmic = true}},
        {&DiCacheParams::probe_depth,
         {.key = kProbeDepth,
          .title = "Probe depth",
          .help = "Blocks that run at every step to measure the change. 1 to 5 is sensible; fewer "
                  "than the model has.",
          .minimum = 1,
          .maximum = 64}},
        {&DiCacheParams::retention,
         {.key = "retention",
          .title = "Retention",
          .help = "Share of the steps at the start that is always computed in full.",
          .minimum = 0.0,
          .maximum = 1.0}},
        {&DiCacheParams::max_weight,
         {.key = "max_weight",
          .title = "Largest alignment weight",
          .help = "How far a skipped step may go along the line through the last two residuals; 1 "
                  "stays at the newest.",
          .minimum = 1.0,
          .maximum = 10.0}},
        {&DiCacheParams::error,
         {.key = "error",
          .title = "Probe error",
          .help = "probe: the change of the probe. difference: how far it is from the change of "
                  "the input; published "
                  "for Flux with threshold 0.08 and retention 0.",
          .choices = {kProbe, kDifference}}},
    };
}

/// What differs between the published versions of the method.
struct Family {
    const char* id;
    Compare compare;
    WarmUp warm_up;
    bool last_call_full;
    double threshold;
    double max_weight;
};

constexpr std::array<Family, 3> kFamilies = {{
    {"wan", Compare::Less, WarmUp::BothBranches, false, 0.08, 2.0},
    {"hunyuan", Compare::LessOrEqual, WarmUp::OwnBranch, false, 0.1, 1.5},
    {"flux", Compare::Less, WarmUp::OwnBranchInclusive, true, 0.4, 1.5},
}};

const Family* find_family(std::string_view id) {
    for (const Family& family : kFamilies) {
        if (family.id == id) return &family;
    }
    return nullptr;
}

std::string unknown_family(std::string_view id) {
    return fmt::format("DiCache is not made for models of family '{}'", id);
}

const Family& family_of(std::string_view id) {
    if (const Family* family = find_family(id)) return *family;
    throw Error(ErrorKind::Usage, unknown_family(id), "choose the cache method 'none'");
}

DiCacheParams defaults_of(const Family& family) {
    return {.threshold = family.threshold, .max_weight = family.max_weight};
}

class DiCache final : public StepPolicy {
public:
    DiCache(const Family& family, DiCacheParams params)
        : StepPolicy(
              std::make_unique<ProbeTrigger>(
                  params.probe_depth,
                  params.error == kDifference ? ProbeErrorKind::Difference : ProbeErrorKind::Probe),
              std::make_unique<TrajectoryAlignment>(params.max_weight, params.probe_depth),
              {.threshold = params.threshold,
               .retention = params.retention,
               .compare = family.compare,
               .warm_up = family.warm_up,
               .last_call_full = family.last_call_full}),
          params_(std::move(params)) {}

    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
        set_threshold(params_.threshold);
    }

private:
    DiCacheParams params_;
};

std::vector<api::ParamSpec> dicache_params(std::string_view family) {
    return schema(fields(), defaults_of(family_of(family)));
}

std::unique_ptr<CachePolicy> make_dicache(std::string_view family_id, const api::Params& params) {
    const Family& family = family_of(family_id);
    return std::make_unique<DiCache>(family, read(kId, fields(), defaults_of(family), params));
}

api::ThresholdRule dicache_rule(std::string_view family) {
    return {.or_equal = family_of(family).compare == Compare::LessOrEqual, .probe = kProbeDepth};
}

std::optional<std::string> dicache_unsupported(std::string_view family, const RunShape& shape) {
    if (find_family(family) == nullptr) return unknown_family(family);
    if (shape.stack.blocks < 2 || shape.stack.probe_blocks < 1) {
        return fmt::format("DiCache needs a block to probe and another to skip; this model has {}",
                           shape.stack.blocks);
    }
    return std::nullopt;
}

}  // namespace

PolicyEntry dicache_entry() {
    return {.id = kId,
            .title = "DiCache",
            .paper = "arXiv 2508.17356",
            .summary =
                "Probes the first blocks at every step, skips the rest while little changes, and "
                "follows the "
                "trend of the last two residuals.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &dicache_params,
            .make = &make_dicache,
            .unsupported = &dicache_unsupported,
            .rule = &dicache_rule};
}

}  // namespace plumbline::cache
