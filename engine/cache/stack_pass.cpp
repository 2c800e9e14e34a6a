// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/stack_pass.h"

#include "base/check.h"
#include "models/detect.h"

#include <ATen/ATen.h>

#include <memory>
#include <utility>

namespace plumbline::cache {
namespace {

static_assert(2 * models::kMostNumbered <= api::BlockSet::kMost);  // two kinds of blocks a stack

double milliseconds(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace

StackPass::StackPass(models::Denoiser& denoiser,
                     models::BlockContext& context,
                     models::Streams input,
                     const StepInfo& step,
                     api::Branch branch,
                     const Checkpoint& checkpoint)
    : denoiser_(denoiser),
      context_(context),
      input_(std::move(input)),
      step_(step),
      branch_(branch),
      checkpoint_(checkpoint),
      started_(std::chrono::steady_clock::now()) {
    PLUMBLINE_CHECK(input_.at == 0, "a pass starts at block {}", input_.at);
    PLUMBLINE_CHECK(static_cast<int>(shape().cost.size()) == shape().blocks,
                    "{} blocks but {} costs", shape().blocks, shape().cost.size());
    PLUMBLINE_CHECK(shape().blocks <= api::BlockSet::kMost, "a stack of {} blocks", shape().blocks);
    record_.branch = branch;
    record_.blocks = shape().blocks;
    record_.work = 0;
}

models::Streams StackPass::run_to(models::Streams streams, int end) {
    PLUMBLINE_CHECK(streams.at <= end && end <= shape().blocks, "blocks {} to {} of {}", streams.at,
                    end, shape().blocks);
    if (streams.at < end) denoiser_.will_run(streams.at, end);
    for (int index = streams.at; index < end; ++index) {
        checkpoint_();
        streams = denoiser_.run_block(index, streams, context_);
        PLUMBLINE_CHECK(streams.at == index + 1, "block {} left the streams at {}", index,
                        streams.at);
        ++record_.blocks_run;
        record_.ran.insert(index);
        record_.work += shape().cost[static_cast<std::size_t>(index)];
    }
    finish_part();
    return streams;
}

models::Streams StackPass::jump_to(models::Streams streams, int end) {
    PLUMBLINE_CHECK(streams.at <= end && end <= shape().blocks, "blocks {} to {} of {}", streams.at,
                    end, shape().blocks);
    streams.at = end;
    finish_part();
    return streams;
}

void StackPass::attention_reused(int block) {
    spared_ += shape().cost.at(static_cast<std::size_t>(block)) * context_.attention_share;
    part_was_reused_ = true;
}

void StackPass::mlp_reused(int block, double token_share) {
    spared_ += shape().cost.at(static_cast<std::size_t>(block)) * context_.mlp_share * token_share;
    part_was_reused_ = true;
}

void StackPass::probe_done() {
    const auto now = std::chrono::steady_clock::now();
    record_.probe_ms = milliseconds(now - started_);
    record_.stack_ms = 0;
    started_ = now;
    probed_ = record_.blocks_run > 0;
    probe_blocks_ = record_.blocks_run;
}

void StackPass::note(Metric metric, double value) {
    switch (metric) {
        case Metric::ProbeError: record_.probe_error = value; return;
        case Metric::ProbeChange: record_.probe_change = value; return;
        case Metric::InputChange: record_.input_change = value; return;
        case Metric::AccumulatedError: record_.accumulated_error = value; return;
        case Metric::AccumulatedAfter: record_.accumulated_after = value; return;
        case Metric::Threshold: record_.threshold = value; return;
        case Metric::AlignmentWeight: record_.alignment_weight = value; return;
        case Metric::AlignmentWeightRaw: record_.alignment_weight_raw = value; return;
    }
}

void StackPass::note_token_errors(const at::Tensor& errors) {
    const auto& grid = context_.grid;
    PLUMBLINE_CHECK(grid.size() == 3, "a grid of {} axes", grid.size());
    const std::int64_t count = grid[0] * grid[1] * grid[2];
    PLUMBLINE_CHECK(errors.dim() == 1 && errors.size(0) >= count, "{} tokens have no error",
                    count - errors.numel());
    const at::Tensor values = errors.contiguous();
    const auto* first = values.const_data_ptr<float>();
    record_.error_map = std::make_shared<const api::ErrorMap>(
        api::ErrorMap{.frames = static_cast<int>(grid[0]),
                      .height = static_cast<int>(grid[1]),
                      .width = static_cast<int>(grid[2]),
                      .values = std::vector<float>(first, first + count)});
}

api::PassRecord StackPass::record() const {
    api::PassRecord record = record_;
    record.work -= spared_;
    if (part_was_reused_) {
        record.decision = api::Decision::Partial;
    } else if (record.blocks_run == record.blocks) {
        record.decision = probed_ ? api::Decision::Resumed : api::Decision::Computed;
        record.work = 1.0;  // the costs add up to 1 but for rounding
    } else {
        record.decision =
            record.blocks_run == probe_blocks_ ? api::Decision::Skipped : api::Decision::Partial;
    }
    return record;
}

void StackPass::finish_part() {
    record_.stack_ms = milliseconds(std::chrono::steady_clock::now() - started_);
}

}  // namespace plumbline::cache
