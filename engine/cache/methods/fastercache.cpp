// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/parts/attention_reuse.h"
#include "cache/parts/frequency_split.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "fastercache";
constexpr const char* kBoth = "both";
constexpr const char* kGuidance = "guidance";
constexpr const char* kAttention = "attention";
constexpr const char* kConstant = "constant";
constexpr const char* kCompounding = "compounding";

struct FasterParams {
    std::string parts = kBoth;
    int interval = 5;
    double start = 1.0 / 3;
    int last_full = 2;
    double gain = 0.2;
    double turn = 0.5;
    std::string gains = kConstant;
    int attention_interval = 2;
    double attention_start = 0.25;
    double attention_weight = 1;
};

bool has_second_branch(std::string_view family) {
    return family == "wan" || family == "sd15";
}

FasterParams defaults(std::string_view family) {
    FasterParams params;
    if (family == "sd15") params.parts = kGuidance;
    if (!has_second_branch(family)) params.parts = kAttention;
    return params;
}

std::vector<Field<FasterParams>> fields() {
    return {
        {&FasterParams::parts,
         {.key = "parts",
          .title = "Parts",
          .help = "What is reused: how the branches of guidance differ, the outputs of "
                  "self-attention, or both. Attention keeps two tensors for every block.",
          .choices = {kBoth, kGuidance, kAttention}}},
        {&FasterParams::interval,
         {.key = "interval",
          .title = "Guidance interval",
          .help = "The unconditional branch runs at one step in so many, and is estimated at the "
                  "others; 1 runs it always.",
          .minimum = 1,
          .maximum = 100,
          .live = true}},
        {&FasterParams::start,
         {.key = "start",
          .title = "Guidance start",
          .help = "Share of the steps after which the unconditional branch may be estimated.",
          .minimum = 0,
          .maximum = 1}},
        {&FasterParams::last_full,
         {.key = "last_full",
          .title = "Last full steps",
          .help = "Both branches run at so many steps at the end.",
          .minimum = 0,
          .maximum = 1000}},
        {&FasterParams::gain,
         {.key = "gain",
          .title = "Gain",
          .help = "By how much the low frequencies of the difference are raised before the turn, "
                  "and the high ones after it.",
          .minimum = 0,
          .maximum = 1,
          .live = true}},
        {&FasterParams::turn,
         {.key = "turn",
          .title = "Turn",
          .help = "Share of the steps at which the gain passes from low to high frequencies.",
          .minimum = 0,
          .maximum = 1}},
        {&FasterParams::gains,
         {.key = "gains",
          .title = "Gains",
          .help = "As the paper has them, or raised to a higher power at every estimated step, as "
                  "the released program does.",
          .choices = {kConstant, kCompounding}}},
        {&FasterParams::attention_interval,
         {.key = "attention_interval",
          .title = "Attention interval",
          .help = "Self-attention runs at one step in so many, and is foretold from the last two "
                  "at the others; 1 runs it always.",
          .minimum = 1,
          .maximum = 100,
          .live = true}},
        {&FasterParams::attention_start,
         {.key = "attention_start",
          .title = "Attention start",
          .help = "Share of the steps after which attention may be foretold.",
          .minimum = 0,
          .maximum = 1}},
        {&FasterParams::attention_weight,
         {.key = "attention_weight",
          .title = "Attention weight",
          .help = "How far the line through the last two outputs is followed at the last step; "
                  "it grows from 0, a plain copy, at the first.",
          .minimum = 0,
          .maximum = 2,
          .live = true}},
    };
}

/// FasterCache (arXiv 2410.19355).
/// u = c + a·L + b·H, where L and H are the low and high frequencies of u - c at the last step that
/// ran both branches. Attention is reused in the conditional branch alone: the other is rarely
/// asked.
class FasterCache final : public CachePolicy, private GuidanceHook {
public:
    FasterCache(std::string_view family, FasterParams params)
        : family_(family), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        end();
        if (params_.parts == kBoth && !has_second_branch(family_)) refuse_guidance(kAttention);
        if (params_.parts == kGuidance && !shape.guidance) refuse_guidance(kAttention);
        if (params_.parts != kGuidance && family_ == "sd15") {
            throw Error(ErrorKind::Usage, "fastercache: a U-Net's attention is not reused",
                        "use parts=guidance");
        }
        steps_ = shape.steps;
    }
    void end() override {
        difference_ = {};
        attention_.clear();
        low_gain_ = high_gain_ = 1;
    }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
    }

    models::Streams forward(StackPass& pass) override {
        if (reuses_attention() && pass.branch() == api::Branch::Cond) {
            const int call = pass.step().call;
            const int first = first_call(params_.attention_start);
            const bool reuses = call > first && (call - first) % params_.attention_interval != 0 &&
                                !pass.step().must_compute;
            attention_.begin_forward(pass, reuses, attention_weight(call, first + 1));
        }
        return pass.run_all();
    }

    GuidanceHook* guidance_hook() override { return params_.parts == kAttention ? nullptr : this; }

    std::int64_t bytes() const override {
        return attention_.bytes() + tensor_bytes({difference_.low, difference_.high});
    }

private:
    [[noreturn]] static void refuse_guidance(const char* instead) {
        throw Error(ErrorKind::Usage,
                    "fastercache: this run has no unconditional branch whose difference could be "
                    "reused (a guidance of 1, or a model that takes guidance as an input)",
                    std::string("use parts=") + instead);
    }

    [[nodiscard]] bool reuses_attention() const {
        return params_.parts != kGuidance && params_.attention_interval > 1;
    }
    [[nodiscard]] int first_call(double share) const {
        constexpr double kRounding = 1e-9;  // so that a third of 30 steps is 10 of them
        return static_cast<int>(std::ceil(share * steps_ - kRounding));
    }
    /// 0 at the first call that may reuse, the parameter at the last.
    [[nodiscard]] double attention_weight(int call, int first) const {
        const int span = steps_ - 1 - first;
        return span <= 0 ? 0 : params_.attention_weight * (call - first) / span;
    }

    bool estimates_uncond(const StepInfo& step) override {
        const int since = step.call - first_call(params_.start);
        return difference_.low.defined() && !step.must_compute && since >= 0 &&
               since % params_.interval != 0 && step.call < steps_ - params_.last_full;
    }

    at::Tensor estimated_uncond(const StepInfo& step, const at::Tensor& cond) override {
        const bool is_early = step.call < first_call(params_.turn);
        const double raised = 1 + params_.gain;
        if (params_.gains == kConstant) low_gain_ = high_gain_ = 1;
        (is_early ? low_gain_ : high_gain_) *= raised;
        return at::add(at::add(cond, difference_.low, low_gain_), difference_.high, high_gain_);
    }

    void saw_both(const StepInfo& step, const at::Tensor& cond, const at::Tensor& uncond) override {
        low_gain_ = high_gain_ = 1;
        if (params_.interval > 1 && step.call >= first_call(params_.start))
            difference_ = split_frequencies(uncond - cond);
    }

    std::string family_;
    FasterParams params_;
    int steps_ = 0;
    FrequencyParts difference_;
    double low_gain_ = 1, high_gain_ = 1;  // of the estimated step last, since both branches ran
    AttentionReuse attention_;
};

std::vector<api::ParamSpec> faster_params(std::string_view family) {
    return schema(fields(), defaults(family));
}

std::unique_ptr<CachePolicy> make_faster(std::string_view family, const api::Params& params) {
    return std::make_unique<FasterCache>(family, read(kId, fields(), defaults(family), params));
}

std::optional<std::string> faster_unsupported(std::string_view family, const RunShape& shape) {
    if (family == "sd15" && !shape.guidance)
        return "it reuses how the two branches of guidance differ, and at a guidance of 1 there is "
               "one alone";
    return too_few_steps(shape);
}

}  // namespace

PolicyEntry fastercache_entry() {
    return {.id = kId,
            .title = "FasterCache",
            .paper = "arXiv 2410.19355",
            .summary =
                "Estimates the unconditional branch from how it last differed, by low and high "
                "frequencies apart, and foretells self-attention along a line. Models that take "
                "guidance as an input have one branch: there attention alone is reused.",
            .families = {"wan", "hunyuan", "flux", "sd15"},
            .params = &faster_params,
            .make = &make_faster,
            .unsupported = &faster_unsupported,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
