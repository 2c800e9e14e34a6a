// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/case_caches.h"

#include "base/error.h"
#include "pipeline/case_format.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <array>
#include <cmath>

namespace plumbline::tools {
namespace {

constexpr std::string_view kBelow = "accumulated < threshold skips";

int calls_of(const cache::RunShape& shape) {
    return shape.steps * (shape.guidance ? 2 : 1);
}

// --- DiCache

/// Rules of the released code that the case states and that the method for this family fixes.
void check_dicache_rules(const CaseParams& params, const CaseForm& form, int calls) {
    const auto clip = params.numbers("gamma_clip");
    if (clip.size() != 2 || clip[0] != 1.0) params.refuse("gamma_clip", "its lower end must be 1");
    if (params.text("compare", form.skip_rule) != form.skip_rule) {
        params.refuse("compare", fmt::format("the rule of this family is: {}", form.skip_rule));
    }
    if (params.flag("last_step_full", form.last_step_full) != form.last_step_full) {
        params.refuse("last_step_full", form.last_step_full
                                            ? "this family always computes its last step"
                                            : "this family may skip its last step");
    }
    params.expect_integer(
        "probe_from_call",
        static_cast<std::int64_t>(params.number("ret_ratio") * calls) + form.calls_before_probe);
}

api::Params dicache_params(const CaseRun& run, const CaseForm& form, const cache::RunShape& shape) {
    const CaseParams& params = run.params();
    check_dicache_rules(params, form, calls_of(shape));
    const std::string error = params.text("error", "delta_y");
    if (error != "delta_y" && error != "delta_minus") {
        params.refuse("error", "it is not delta_y or delta_minus");
    }
    return {{"threshold", params.number("threshold")},
            {"retention", params.number("ret_ratio")},
            {"probe_depth", params.integer("probe_depth")},
            {"max_weight", params.numbers("gamma_clip")[1]},
            {"error", std::string(error == "delta_y" ? "probe" : "difference")}};
}

// --- TeaCache

/// What the case says of the calls that are always computed must be what the method does.
void check_teacache_rules(const CaseParams& params, bool retained, int calls) {
    if (params.text("compare", kBelow) != kBelow)
        params.refuse("compare", fmt::format("the rule is: {}", kBelow));
    if (!params.flag("first_and_last_full", true))
        params.refuse("first_and_last_full", "TeaCache computes them");
    params.expect_integer("full_before_call", retained ? 10 : 2);
    params.expect_integer("full_from_call", retained ? calls : calls - 2);
}

api::Params teacache_params(const CaseRun& run,
                            const CaseForm& form,
                            const cache::RunShape& shape) {
    const CaseParams& params = run.params();
    const bool retained = params.flag("use_ret_steps", false);
    check_teacache_rules(params, retained, calls_of(shape));
    const std::string_view signal = form.family != "wan" ? "modulated input of double block 0"
                                    : retained           ? "e0 (time projection)"
                                                         : "e (time embedding)";
    if (params.text("signal") != signal)
        params.refuse("signal", fmt::format("this method looks at the {}", signal));
    api::Params given{{"threshold", params.number("threshold")}, {"fit", std::string("own")}};
    given[retained ? "retained_coefficients" : "coefficients"] =
        api::numbers_text(params.numbers("coefficients"));
    if (form.family == "wan") given["retained"] = std::string(retained ? "on" : "off");
    return given;
}

// --- MagCache

/// How each family's released program compares and where it begins.
struct MagCacheRule {
    std::string_view family, compare;
    double rounding;  // added before the whole part of retention times calls is taken
};
constexpr std::array<MagCacheRule, 3> kMagCacheRules{
    {{"wan", "accumulated < threshold and skipped <= K skips", 0.0},
     {"hunyuan", "accumulated <= threshold and skipped <= K skips", 0.0},
     {"flux", "accumulated <= threshold and skipped <= K skips", 0.5}}};

const MagCacheRule& magcache_rule(const CaseParams& params, std::string_view family) {
    for (const MagCacheRule& rule : kMagCacheRules) {
        if (rule.family == family) return rule;
    }
    params.refuse("threshold", fmt::format("MagCache is not made for family {}", family));
}

api::Params magcache_params(const CaseRun& run,
                            const CaseForm& form,
                            const cache::RunShape& shape) {
    const CaseParams& params = run.params();
    const MagCacheRule& rule = magcache_rule(params, form.family);
    if (params.text("compare", rule.compare) != rule.compare)
        params.refuse("compare", fmt::format("the rule of this family is: {}", rule.compare));
    constexpr std::string_view kKink = "step whose round(cnt*27/(N-1)) is 11";
    const bool has_kink = params.has("never_skip");
    if (has_kink != (form.family == "flux") || params.text("never_skip", kKink) != kKink)
        params.refuse("threshold", "Flux.1 alone never skips the step of its kink");
    const double retention = params.number("ret_ratio");
    params.expect_integer("skip_from_call",
                          static_cast<std::int64_t>(retention * calls_of(shape) + rule.rounding));
    const at::Tensor ratios = run.input("mag_ratios").to(at::kCPU, at::kFloat).contiguous();
    const std::int64_t branches = shape.guidance ? 2 : 1;  // in turn
    std::array<std::vector<double>, 2> values;
    for (std::int64_t i = 0; i < ratios.numel(); ++i) {
        // Published with five digits; as f32 they are not what they were.
        values.at(static_cast<std::size_t>(i % branches))
            .push_back(std::round(ratios[i].item<double>() * 1e5) / 1e5);
    }
    return {{"threshold", params.number("threshold")},
            {"most_skips", params.integer("K")},
            {"retention", retention},
            {"curve", std::string("own")},
            {"ratios", api::numbers_text(values[0])},
            {"uncond_ratios", api::numbers_text(values[1])}};
}

const std::array<CacheForm, 3> kForms{
    {{.kind = "dicache",
      .parameters = {"threshold", "ret_ratio", "probe_depth", "gamma_clip", "error", "compare",
                     "probe_from_call", "last_step_full"},
      .params = dicache_params,
      .trace = pipeline::trace_tensors},
     {.kind = "teacache",
      .parameters = {"threshold", "coefficients", "use_ret_steps", "signal", "compare",
                     "first_and_last_full", "full_before_call", "full_from_call"},
      .params = teacache_params,
      .trace = pipeline::plain_trace_tensors},
     {.kind = "magcache",
      .parameters = {"threshold", "K", "ret_ratio", "compare", "skip_from_call", "never_skip"},
      .params = magcache_params,
      .trace = pipeline::plain_trace_tensors}}};

}  // namespace

const CacheForm* cache_form(std::string_view kind) {
    for (const CacheForm& form : kForms) {
        if (form.kind == kind) return &form;
    }
    return nullptr;
}

}  // namespace plumbline::tools
