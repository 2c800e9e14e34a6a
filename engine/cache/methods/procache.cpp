// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/parts/module_reuse.h"
#include "cache/parts/span_sum.h"
#include "cache/parts/step_pattern.h"
#include "cache/published/procache_tokens.h"
#include "cache/published/profiled_blocks.h"
#include "cache/step/trigger.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "procache";
constexpr const char* kSearched = "searched";
constexpr const char* kPublished = "published";
constexpr const char* kOwn = "own";
constexpr const char* kModules = "modules";
constexpr const char* kReduced = "reduced";
constexpr const char* kFlat = "flat";
constexpr const char* kOn = "on";
constexpr const char* kOff = "off";

struct ProParams {
    std::string pattern = kSearched;
    int full_steps = 17;
    NumberList list;
    int first_full = 1;
    std::string selective = kOn;
    double token_share = 0.1;
    std::string shares = kFlat;
    std::string form = kReduced;
    int deep = 0;
};

ProParams defaults(std::string_view family) {
    ProParams params;
    if (family == "flux") {
        params.pattern = kPublished;
        params.first_full = 3;
        params.form = kModules;
    }
    if (family != "wan") params.shares = kPublished;
    return params;
}

std::vector<Field<ProParams>> fields(std::string_view family) {
    std::vector<std::string> patterns{kSearched, kOwn};
    if (family == "flux") patterns.insert(patterns.begin(), kPublished);
    std::vector<std::string> shares{kFlat};
    if (family != "wan") shares.insert(shares.begin(), kPublished);
    return {
        {&ProParams::pattern,
         {.key = "pattern",
          .title = "Pattern",
          .help = "Which steps are computed. searched: so many as below, further apart early than "
                  "late. published: the authors' for Flux.1. own: the list below, which is that of "
                  "a calibration where there is one.",
          .choices = patterns}},
        {&ProParams::full_steps,
         {.key = "full_steps",
          .title = "Full steps",
          .help = "Of fifty. Pattern searched only.",
          .minimum = 1,
          .maximum = 50,
          .live = true}},
        {&ProParams::list,
         {.key = "list",
          .title = "Own pattern",
          .help =
              "One number a step: 1 computed, 0 reused, 2 reused but for the tokens that matter "
              "most; separated by semicolons. Stretched to the steps of a run."}},
        {&ProParams::first_full,
         {.key = "first_full",
          .title = "First full steps",
          .help = "So many steps at the start are always computed.",
          .minimum = 1,
          .maximum = 100}},
        {&ProParams::selective,
         {.key = "selective",
          .title = "Selective steps",
          .help = "on: at every second reused step the deep blocks compute the tokens that matter "
                  "most.",
          .choices = {kOn, kOff},
          .live = true}},
        {&ProParams::token_share,
         {.key = "token_share",
          .title = "Token share",
          .help = "Share of the tokens that selective steps compute in the MLPs of deep blocks.",
          .minimum = 0,
          .maximum = 1}},
        {&ProParams::shares,
         {.key = "shares",
          .title = "Shares",
          .help =
              "published: fewer tokens the deeper the block, and fewer in double-stream blocks. "
              "flat: the same share everywhere.",
          .choices = shares}},
        {&ProParams::form,
         {.key = "form",
          .title = "Form",
          .help =
              "modules: every block's attention and MLP are kept, as published. reduced: of all "
              "but the deep blocks what they added together, for much less memory (ours).",
          .choices = {kModules, kReduced}}},
        {&ProParams::deep,
         {.key = "deep",
          .title = "Deep blocks",
          .help = "So many of the last blocks are deep; 0: as published for Flux.1, an eighth in "
                  "the reduced form.",
          .minimum = 0,
          .maximum = 1000}},
    };
}

/// A list of a parameter as a pattern. Throws Error{Usage}.
StepPattern pattern_from(const std::vector<double>& list) {
    if (list.empty()) {
        throw Error(ErrorKind::Usage, "procache: there is no pattern of this model",
                    "give one as list=1;0;2;…, run plumbline calibrate --method procache, or "
                    "choose pattern=searched");
    }
    StepPattern pattern;
    for (const double value : list) {
        if (value != 0 && value != 1 && value != 2) {
            throw Error(ErrorKind::Usage, fmt::format("procache: {} in a pattern", value),
                        "use 1 for a computed step, 0 for a reused and 2 for a selective one");
        }
        pattern.push_back(static_cast<StepValue>(static_cast<int>(value)));
    }
    return pattern;
}

/// ProCache (arXiv 2512.17298): a pattern of full steps that was chosen beforehand; between them
/// the outputs of attention and MLPs are reused behind gates of the present time, and at every
/// second such step deep blocks compute the tokens that matter most. The authors' program for
/// Flux.1 ships with Taylor forecasts instead; this is the method of the paper.
class ProCache final : public CachePolicy {
public:
    ProCache(std::string_view family, ProParams params)
        : family_(family), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        end();
        steps_ = shape.steps;
        plan();
        const int blocks = shape.stack.blocks;
        const bool modules = params_.form == kModules;
        const std::vector<bool> deep =
            deep_blocks(family_, shape.stack, {.wanted = params_.deep, .reduced = !modules});
        const int first =
            modules ? 0 : static_cast<int>(std::ranges::find(deep, true) - deep.begin());
        std::vector<double> shallow(static_cast<std::size_t>(first));
        std::iota(shallow.begin(), shallow.end(), 0.0);
        runs_ = first < blocks ? runs_of(shallow, shape.stack) : std::vector<BlockRun>{};
        std::vector<ModuleReuse::Selection> selections(static_cast<std::size_t>(blocks));
        for (int block = 0; block < blocks; ++block) {
            const auto at = static_cast<std::size_t>(block);
            if (!deep[at]) continue;
            const double share =
                params_.token_share *
                (params_.shares == kPublished ? token_factor(block, shape.stack) : 1.0);
            selections[at] = {.image = std::clamp(share, 0.0, 1.0),
                              .text = std::clamp(share, 0.0, 1.0)};
        }
        for (Branch& branch : branches_) branch.modules.begin(first, selections);
    }
    void end() override {
        for (Branch& branch : branches_) {
            branch.runs.clear();
            branch.modules.end();
            branch.has_outputs = false;
        }
    }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(family_), params_, params);
        plan();
    }

    models::Streams forward(StackPass& pass) override {
        Branch& branch = branches_[index_of(pass.branch())];
        const StepInfo& step = pass.step();
        StepValue value = pattern_.at(static_cast<std::size_t>(step.call));
        if (step.must_compute || !branch.has_outputs) value = StepValue::Full;
        branch.modules.begin_forward(pass, mode_of(value), branches_[0].modules);
        models::Streams streams =
            value == StepValue::Full ? compute(pass, branch) : reuse(pass, branch, value);
        branch.modules.end_forward();
        branch.has_outputs = true;
        return streams;
    }

    std::int64_t bytes() const override {
        std::int64_t total = 0;
        for (const Branch& branch : branches_) {
            std::vector<at::Tensor> held;
            for (const SpanSum& run : branch.runs) held.insert(held.end(), {run.image, run.text});
            total += branch.modules.bytes() + tensor_bytes(held);
        }
        return total;
    }

private:
    struct Branch {
        std::vector<SpanSum> runs;  // of the blocks before the deep ones; reduced form
        ModuleReuse modules;
        bool has_outputs = false;
    };

    static ModuleReuse::Mode mode_of(StepValue value) {
        switch (value) {
            case StepValue::Full: return ModuleReuse::Mode::Compute;
            case StepValue::Reused: return ModuleReuse::Mode::Reuse;
            case StepValue::Selective: return ModuleReuse::Mode::Select;
        }
        return ModuleReuse::Mode::Compute;
    }

    void plan() {
        if (params_.pattern == kSearched)
            pattern_ = with_selective(middle_pattern(steps_, params_.full_steps));
        else if (params_.pattern == kPublished)
            pattern_ = stretched(with_selective(published_pattern()), steps_);
        else
            pattern_ = stretched(pattern_from(params_.list.values), steps_);
        const auto first =
            std::min<std::size_t>(pattern_.size(), static_cast<std::size_t>(params_.first_full));
        std::fill_n(pattern_.begin(), first, StepValue::Full);
        if (params_.selective == kOff)
            std::ranges::replace(pattern_, StepValue::Selective, StepValue::Reused);
    }

    models::Streams compute(StackPass& pass, Branch& branch) {
        models::Streams streams = pass.input();
        branch.runs.clear();
        for (const BlockRun& run : runs_) {
            const models::Streams before = streams;
            streams = pass.run_to(before, run.last + 1);
            branch.runs.push_back(added_between(before, streams));
        }
        return pass.run_to(std::move(streams), pass.shape().blocks);
    }

    models::Streams reuse(StackPass& pass, const Branch& branch, StepValue value) {
        pass.note_reuse(value == StepValue::Selective ? api::Reuse::Tokens : api::Reuse::Modules);
        models::Streams streams = pass.input();
        for (std::size_t i = 0; i < runs_.size(); ++i)
            streams = pass.jump_to(plus(std::move(streams), branch.runs[i]), runs_[i].last + 1);
        return pass.run_to(std::move(streams), pass.shape().blocks);
    }

    std::string family_;
    ProParams params_;
    int steps_ = 0;
    StepPattern pattern_;
    std::vector<BlockRun> runs_;
    std::array<Branch, 2> branches_;
};

std::vector<api::ParamSpec> pro_params(std::string_view family) {
    return schema(fields(family), defaults(family));
}

std::unique_ptr<CachePolicy> make_pro(std::string_view family, const api::Params& params) {
    return std::make_unique<ProCache>(family, read(kId, fields(family), defaults(family), params));
}

}  // namespace

PolicyEntry procache_entry() {
    return {.id = kId,
            .title = "ProCache",
            .paper = "arXiv 2512.17298",
            .summary =
                "Computes steps after a pattern chosen beforehand, denser towards the end; between "
                "them it reuses what attention and MLPs gave, but for the tokens of deep blocks "
                "that matter most. Published for Flux.1; the reduced form for video is ours.",
            .families = {"flux", "hunyuan", "wan"},
            .params = &pro_params,
            .make = &make_pro,
            .unsupported = &needs_transformer_and_steps,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
