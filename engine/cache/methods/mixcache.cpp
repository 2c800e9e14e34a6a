// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/parts/span_sum.h"
#include "cache/published/mixed_blocks.h"
#include "cache/step/relative_change.h"
#include "cache/step/trigger.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "mixcache";
constexpr double kRepeatPenalty = 5;  // of the paper, for the same way twice in a row
constexpr int kLeastSteps = 13;
// Shares of the steps: the shortest and the longest warm-up, and the tail that is computed.
constexpr double kLeastWarmUp = 0.10, kMostWarmUp = 0.25, kTail = 0.02;

struct MixParams {
    double threshold = 0.25;
    int interval = 3;
    int least_interval = 2;
    int most_interval = 5;
    double lengthen_below = 0.05;
    double shorten_above = 0.15;
    double settled_below = 0.15;
    double step_impact = 1;
    double guidance_impact = 1;
    double block_impact = 1;
};

FieldInfo impact_info(std::string key, std::string title, std::string help) {
    return {.key = std::move(key),
            .title = std::move(title),
            .help = std::move(help),
            .minimum = 0,
            .maximum = 1000,
            .live = true};
}

std::vector<Field<MixParams>> fields() {
    return {
        {&MixParams::threshold,
         {.key = "threshold",
          .title = "Refresh threshold",
          .help = "The step is computed instead when even the way with the least expected error is "
                  "expected to err by more than this; 0 turns the method off.",
          .minimum = 0,
          .maximum = 4,
          .live = true,
          .logarithmic = true}},
        {&MixParams::interval,
         {.key = "interval",
          .title = "First interval",
          .help = "One step in so many is computed at first; how far off the last reuse was makes "
                  "it longer or shorter.",
          .minimum = 1,
          .maximum = 100}},
        {&MixParams::least_interval,
         {.key = "least_interval",
          .title = "Shortest interval",
          .help = "The interval never gets shorter than this.",
          .minimum = 1,
          .maximum = 100,
          .live = true}},
        {&MixParams::most_interval,
         {.key = "most_interval",
          .title = "Longest interval",
          .help = "The interval never gets longer than this.",
          .minimum = 1,
          .maximum = 100,
          .live = true}},
        {&MixParams::lengthen_below,
         {.key = "lengthen_below",
          .title = "Lengthen below",
          .help = "The interval grows by one when what was reused last is off by less than this.",
          .minimum = 0,
          .maximum = 4,
          .live = true}},
        {&MixParams::shorten_above,
         {.key = "shorten_above",
          .title = "Shorten above",
          .help = "The interval shrinks by one when what was reused last is off by more than this.",
          .minimum = 0,
          .maximum = 4,
          .live = true}},
        {&MixParams::settled_below,
         {.key = "settled_below",
          .title = "Settled below",
          .help = "Nothing is reused before the prediction changes by less than this from step to "
                  "step, or a quarter of the steps is over.",
          .minimum = 0,
          .maximum = 4}},
        {&MixParams::step_impact,
         impact_info("step_impact", "Impact of steps",
                     "How much an error in what a whole step reuses counts.")},
        {&MixParams::guidance_impact,
         impact_info("guidance_impact", "Impact of guidance",
                     "How much an error in how the branches of guidance differ counts.")},
        {&MixParams::block_impact,
         impact_info("block_impact", "Impact of blocks",
                     "How much an error in what the inner blocks reuse counts.")},
    };
}

/// Ways to spare work at a step; never two at once, since their errors add up.
enum class Way : std::size_t { Step, Guidance, Block };
constexpr std::array kWays{Way::Step, Way::Guidance, Way::Block};

/// Our reading of what is public of MixCache (arXiv 2508.12691): the ways, a priority of distance
/// times impact, the penalty for the same way twice and intervals that adapt are the paper's; how
/// distances are measured and every number is ours. One decision a step, from what the conditional
/// branch shows.
class MixCache final : public CachePolicy, private GuidanceHook {
public:
    MixCache(std::string_view family, MixParams params)
        : family_(family), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        end();
        if (params_.least_interval > params_.most_interval) {
            throw Error(ErrorKind::Usage, "mixcache: the shortest interval is above the longest",
                        "give least_interval no more than most_interval");
        }
        steps_ = shape.steps;
        runs_ = mixed_blocks(family_, shape.stack);
        interval_ = std::clamp(params_.interval, params_.least_interval, params_.most_interval);
    }
    void end() override {
        branches_ = {};
        difference_ = velocity_ = at::Tensor();
        changes_.clear();
        known_ = {};
        present_ = last_ = std::nullopt;
        armed_ = fresh_ = reused_since_ = false;
        since_ = 0;
        full_call_ = -1;
    }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
    }

    models::Streams forward(StackPass& pass) override {
        if (pass.branch() == api::Branch::Cond) plan(pass);
        pass.note(Metric::Threshold, params_.threshold);
        Branch& branch = branches_[index_of(pass.branch())];
        if (!present_) return compute(pass, branch);
        switch (*present_) {
            case Way::Step:
                pass.note_reuse(api::Reuse::Step);
                return pass.jump_to(put_back(pass.input(), branch.stack), pass.shape().blocks);
            case Way::Guidance: return pass.run_all();
            case Way::Block: pass.note_reuse(api::Reuse::Blocks); return reuse_blocks(pass, branch);
        }
        return pass.run_all();
    }

    void saw_prediction(const StepInfo& step, const at::Tensor& prediction) override {
        if (armed_) return;
        if (velocity_.defined())
            changes_.push_back(change_between(prediction, velocity_).relative());
        velocity_ = prediction;
        const int done = step.call + 1;
        const bool settled = changes_.size() >= 2 &&
                             (changes_[changes_.size() - 1] + changes_[changes_.size() - 2]) / 2 <
                                 params_.settled_below;
        const int least = std::max(3, rounded_share(kLeastWarmUp));
        const int most = std::max(least, rounded_share(kMostWarmUp));
        armed_ = done >= least && (settled || done >= most);
        if (armed_) velocity_ = at::Tensor();
    }
    GuidanceHook* guidance_hook() override { return this; }

    std::int64_t bytes() const override {
        std::vector<at::Tensor> held{difference_, velocity_};
        for (const Branch& branch : branches_) {
            held.insert(held.end(), {branch.stack.image, branch.stack.text});
            for (const SpanSum& run : branch.runs) held.insert(held.end(), {run.image, run.text});
        }
        return tensor_bytes(held);
    }

private:
    struct Branch {
        SpanSum stack;              // of all blocks
        std::vector<SpanSum> runs;  // of each run of inner blocks
    };
    /// How far what a way reuses moved between the last two computed steps, relative to the output,
    /// and by how much a step; NaN: not known.
    struct Distance {
        double moved = api::kNone, rate = api::kNone;
    };

    [[nodiscard]] int rounded_share(double share) const {
        return static_cast<int>(std::lround(share * steps_));
    }
    [[nodiscard]] double impact(Way way) const {
        switch (way) {
            case Way::Step: return params_.step_impact;
            case Way::Guidance: return params_.guidance_impact;
            case Way::Block: return params_.block_impact;
        }
        return 1;
    }
    [[nodiscard]] Distance& distance(Way way) { return known_[static_cast<std::size_t>(way)]; }

    /// Whether there is something to reuse this way.
    [[nodiscard]] bool is_available(Way way, const StepInfo& step) const {
        switch (way) {
            case Way::Step: return branches_[0].stack.image.defined();
            case Way::Guidance:
                return step.guidance && step.guidance_scale != 1.0 && difference_.defined();
            case Way::Block: return !runs_.empty() && !branches_[0].runs.empty();
        }
        return false;
    }

    /// Sets the way of this step, or none: then it is computed.
    void plan(StackPass& pass) {
        const StepInfo& step = pass.step();
        settle();
        present_ = std::nullopt;
        const bool is_due =
            since_ >= interval_ - 1 || step.call >= step.calls - std::max(1, rounded_share(kTail));
        if (armed_ && params_.threshold > 0 && !step.must_compute && !is_due) choose(pass);
        if (present_) {
            ++since_;
            last_ = present_;
            reused_since_ = true;
            return;
        }
        gap_ = step.call - full_call_;
        full_call_ = step.call;
        since_ = 0;
        fresh_ = true;
    }

    void choose(StackPass& pass) {
        double smallest = 0, risk = 0;
        for (const Way way : kWays) {
            if (!is_available(way, pass.step())) continue;
            const double error = distance(way).rate * (since_ + 1) * impact(way);
            const double priority = error * (last_ == way ? kRepeatPenalty : 1.0);
            if (!std::isfinite(priority) || (present_ && priority >= smallest)) continue;
            present_ = way;
            smallest = priority;
            risk = error;
        }
        if (!present_) return;
        pass.note(Metric::ProbeError, risk);
        // What the penalty adds is no error.
        if (risk > params_.threshold) present_ = std::nullopt;
    }

    /// After a computed step, all of whose branches have run: the interval, from how far off the
    /// last reuse had become.
    void settle() {
        if (!std::exchange(fresh_, false)) return;
        for (Distance& distance : known_) distance.rate = distance.moved / gap_;
        if (!std::exchange(reused_since_, false)) return;
        const double off = distance(*last_).moved;
        if (off > params_.shorten_above) --interval_;
        if (off < params_.lengthen_below) ++interval_;
        interval_ = std::clamp(interval_, params_.least_interval, params_.most_interval);
    }

    models::Streams compute(StackPass& pass, Branch& branch) {
        models::Streams streams = pass.input();
        std::vector<SpanSum> runs;
        for (const BlockRun& run : runs_) {
            const models::Streams before = pass.run_to(std::move(streams), run.first);
            streams = pass.run_to(before, run.last + 1);
            runs.push_back(kept_of(before, streams));
        }
        streams = pass.run_to(std::move(streams), pass.shape().blocks);
        SpanSum stack = kept_of(pass.input(), streams);
        stack.text.reset();  // nobody reads the text after the last block
        if (pass.branch() == api::Branch::Cond && branch.stack.image.defined()) {
            distance(Way::Step).moved = change_between(stack.image, branch.stack.image).relative();
            distance(Way::Block).moved = blocks_moved(runs, branch.runs, streams);
        }
        branch = {.stack = std::move(stack), .runs = std::move(runs)};
        return streams;
    }

    static double blocks_moved(const std::vector<SpanSum>& now,
                               const std::vector<SpanSum>& before,
                               const models::Streams& output) {
        double moved = 0;
        for (std::size_t i = 0; i < now.size(); ++i) {
            const Change change = change_between(now[i].image, before[i].image);
            // The features inside a U-Net are not on the scale of its output.
            if (output.image.dim() == 4) return change.relative();
            moved += change.difference;
        }
        return moved / change_between(output.image, output.image).reference;
    }

    models::Streams reuse_blocks(StackPass& pass, const Branch& branch) const {
        models::Streams streams = pass.input();
        for (std::size_t i = 0; i < runs_.size(); ++i) {
            streams = pass.run_to(std::move(streams), runs_[i].first);
            streams = pass.jump_to(put_back(std::move(streams), branch.runs[i]), runs_[i].last + 1);
        }
        return pass.run_to(std::move(streams), pass.shape().blocks);
    }

    bool estimates_uncond(const StepInfo&) override { return present_ == Way::Guidance; }
    at::Tensor estimated_uncond(const StepInfo&, const at::Tensor& cond) override {
        return cond + difference_;
    }
    void saw_both(const StepInfo& step, const at::Tensor& cond, const at::Tensor& uncond) override {
        if (present_) return;
        const at::Tensor difference = uncond - cond;
        if (difference_.defined()) {
            // Guidance multiplies what the difference is off by.
            const double weight = std::abs(1.0 - step.guidance_scale);
            const at::Tensor guided = cond + (1.0 - step.guidance_scale) * difference;
            distance(Way::Guidance).moved = weight *
                                            change_between(difference, difference_).difference /
                                            change_between(guided, guided).reference;
        }
        difference_ = difference;
    }

    std::string family_;
    MixParams params_;
    int steps_ = 0;
    std::vector<BlockRun> runs_;
    std::array<Branch, 2> branches_;
    at::Tensor difference_;        // uncond - cond, of the last computed step
    at::Tensor velocity_;          // of the last step, until the method is armed
    std::vector<double> changes_;  // of the prediction from step to step, until then
    std::array<Distance, 3> known_;
    std::optional<Way> present_, last_;  // of this step; of the last that reused anything
    bool armed_ = false;
    bool fresh_ = false;         // the last step was computed, and was not looked at yet
    bool reused_since_ = false;  // since the computed step before it
    int since_ = 0;              // steps reused since the last computed one
    int gap_ = 1;                // steps between the last two computed ones
    int full_call_ = -1;
    int interval_ = 1;
};

std::vector<api::ParamSpec> mix_params(std::string_view) {
    return schema(fields(), MixParams{});
}

std::unique_ptr<CachePolicy> make_mix(std::string_view family, const api::Params& params) {
    return std::make_unique<MixCache>(family, read(kId, fields(), MixParams{}, params));
}

std::optional<std::string> mix_unsupported(std::string_view, const RunShape& shape) {
    if (shape.steps >= kLeastSteps) return std::nullopt;
    return fmt::format("{} steps are over before it knows what may be reused; it needs {}",
                       shape.steps, kLeastSteps);
}

}  // namespace

PolicyEntry mixcache_entry() {
    return {.id = kId,
            .title = "MixCache-style",
            .paper = "arXiv 2508.12691",
            .summary =
                "Chooses at every step what to spare: the whole step, the second branch of "
                "guidance or the inner blocks, whichever is expected to err least. Our "
                "reimplementation of the paper's public part; its numbers are ours.",
            .families = {"wan", "hunyuan", "flux", "sd15"},
            .params = &mix_params,
            .make = &make_mix,
            .unsupported = &mix_unsupported};
}

}  // namespace plumbline::cache
