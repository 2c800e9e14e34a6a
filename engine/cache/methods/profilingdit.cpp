// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/parts/span_sum.h"
#include "cache/published/profiled_blocks.h"
#include "cache/step/trigger.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "profilingdit";
constexpr const char* kAuto = "auto";
constexpr const char* kOwn = "own";
constexpr const char* kPublished = "published";
constexpr const char* kUniform = "uniform";
constexpr const char* kDecreasing = "decreasing";
constexpr double kPublishedSteps = 50;  // that the published schedule is of
constexpr int kPublishedInterval = 6;

struct ProfilingParams {
    std::string blocks = kAuto;
    NumberList list;
    int interval = 0;
    double start = 0.12;
    std::string schedule = kPublished;
};

std::vector<Field<ProfilingParams>> fields() {
    return {
        {&ProfilingParams::blocks,
         {.key = "blocks",
          .title = "Blocks",
          .help = "Which blocks are reused. auto: the published background blocks where there are "
                  "any for a model of this size, else the middle three fifths, which nobody "
                  "profiled. own: the list below.",
          .choices = {kAuto, kOwn}}},
        {&ProfilingParams::list,
         {.key = "list",
          .title = "Own blocks",
          .help = "Numbers of the blocks, from 0, separated by semicolons."}},
        {&ProfilingParams::interval,
         {.key = "interval",
          .title = "Interval",
          .help = "Reused blocks are computed anew at one step in so many; 0: six in fifty steps, "
                  "1 computes all.",
          .minimum = 0,
          .maximum = 100,
          .live = true}},
        {&ProfilingParams::start,
         {.key = "start",
          .title = "Start",
          .help = "Share of the steps at the start that is always computed in full.",
          .minimum = 0,
          .maximum = 1}},
        {&ProfilingParams::schedule,
         {.key = "schedule",
          .title = "Schedule",
          .help = "published: at equal distances, but HunyuanVideo's single-stream blocks further "
                  "apart early and closer late. uniform, decreasing: one of these for all.",
          .choices = {kPublished, kUniform, kDecreasing}}},
    };
}

/// ProfilingDiT (arXiv 2504.03140): runs of blocks that mostly look at the background are put in
/// place of themselves by what they added when they were last computed; the others always run.
class ProfilingDit final : public CachePolicy {
public:
    ProfilingDit(std::string_view family, ProfilingParams params)
        : family_(family), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        end();
        steps_ = shape.steps;
        runs_ = params_.blocks == kOwn ? runs_of(params_.list.values, shape.stack)
                                       : background_runs(family_, shape.stack);
        if (runs_.empty()) {
            throw Error(ErrorKind::Usage, "profilingdit: there is no block to reuse",
                        "list some with blocks=own,list=…");
        }
        for (Branch& branch : branches_) branch.deltas.resize(runs_.size());
    }
    void end() override { branches_ = {}; }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
    }

    models::Streams forward(StackPass& pass) override {
        Branch& branch = branches_[index_of(pass.branch())];
        const int call = pass.step().call;
        models::Streams streams = pass.input();
        for (std::size_t i = 0; i < runs_.size(); ++i) {
            const BlockRun& run = runs_[i];
            SpanSum& delta = branch.deltas[i];
            streams = pass.run_to(std::move(streams), run.first);
            const bool warms_up = call < start() && !pass.step().must_compute;
            if (warms_up) continue;  // its outputs are not kept: what follows changes too fast
            if (delta.image.defined() && !pass.step().must_compute && !refreshes(run, call)) {
                streams = pass.jump_to(plus(std::move(streams), delta), run.last + 1);
            } else {
                const models::Streams before = streams;
                streams = pass.run_to(before, run.last + 1);
                delta = added_between(before, streams);
            }
        }
        return pass.run_to(std::move(streams), pass.shape().blocks);
    }

    std::int64_t bytes() const override {
        std::vector<at::Tensor> held;
        for (const Branch& branch : branches_) {
            for (const SpanSum& delta : branch.deltas)
                held.insert(held.end(), {delta.image, delta.text});
        }
        return tensor_bytes(held);
    }

private:
    struct Branch {
        std::vector<SpanSum> deltas;  // of each run
    };

    /// Calls before anything is kept; at least two.
    [[nodiscard]] int start() const {
        return std::max(2, static_cast<int>(std::lround(params_.start * steps_)));
    }

    [[nodiscard]] bool refreshes(const BlockRun& run, int call) const {
        if (params_.interval == 1) return true;
        const bool decreasing =
            params_.schedule == kPublished ? run.decreasing : params_.schedule == kDecreasing;
        const double scale = steps_ / kPublishedSteps;
        if (!decreasing) {
            const int interval =
                params_.interval > 0
                    ? params_.interval
                    : std::max(2, static_cast<int>(std::lround(kPublishedInterval * scale)));
            return (call - start()) % interval == 0;
        }
        return std::ranges::any_of(decreasing_refresh_steps(), [&](int step) {
            return static_cast<int>(std::lround(step * scale)) == call;
        });
    }

    std::string family_;
    ProfilingParams params_;
    int steps_ = 0;
    std::vector<BlockRun> runs_;
    std::array<Branch, 2> branches_;
};

std::vector<api::ParamSpec> profiling_params(std::string_view) {
    return schema(fields(), ProfilingParams{});
}

std::unique_ptr<CachePolicy> make_profiling(std::string_view family, const api::Params& params) {
    return std::make_unique<ProfilingDit>(family, read(kId, fields(), ProfilingParams{}, params));
}

}  // namespace

PolicyEntry profilingdit_entry() {
    return {.id = kId,
            .title = "ProfilingDiT",
            .paper = "arXiv 2504.03140",
            .summary =
                "Reuses what the blocks that mostly look at the background added, and always "
                "computes the others. Published for Wan 2.1 14B and HunyuanVideo; other sizes take "
                "a guess or your own list.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &profiling_params,
            .make = &make_profiling,
            .unsupported = &needs_transformer_and_steps,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
