// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/planned_schedule.h"

#include "cache/guidance.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

namespace plumbline::pipeline {
namespace {

/// A stack of as many blocks as the model's, whose streams are one number.
class HollowDenoiser final : public models::Denoiser {
public:
    /// time_signal: may be empty.
    HollowDenoiser(const RunPlan& plan, models::TimeSignal time_signal)
        : has_text_(plan.ways->text_in_stack), time_signal_(std::move(time_signal)) {
        shape_ = {.blocks = plan.sizes.blocks,
                  .probe_blocks = plan.sizes.probe_blocks,
                  .cost = std::vector<double>(static_cast<std::size_t>(plan.sizes.blocks),
                                              1.0 / plan.sizes.blocks)};
    }
    const models::StackShape& shape() const override { return shape_; }
    models::Conditioning prepare(const models::Conditioning& conditioning) override {
        return conditioning;
    }
    models::Streams embed(const at::Tensor& latents,
                          double t,
                          const models::Conditioning&,
                          models::BlockContext& context) override {
        context.grid = {1, 1, 1};
        if (time_signal_) time_signal_(t, context);
        return {.image = latents, .text = has_text_ ? latents : at::Tensor()};
    }
    models::Streams run_block(int index,
                              const models::Streams& streams,
                              const models::BlockContext& context) override {
        static_cast<void>(models::attended_by(context, index, [&] {
            return models::Attended{.image = streams.image, .text = streams.text};
        }));
        for (const models::MlpTokens tokens : mlps_of(index)) {
            static_cast<void>(models::mlp_by(
                context, index, tokens, [&] { return streams.image; },
                [](const at::Tensor& x) { return x; }));
        }
        models::Streams next = streams;
        next.at = index + 1;
        return next;
    }
    at::Tensor head(const models::Streams&, const models::BlockContext&) override {
        return at::zeros({1, 1, 1, 1, 1});
    }
    std::int64_t weight_bytes() const override { return 0; }

private:
    [[nodiscard]] std::vector<models::MlpTokens> mlps_of(int index) const {
        if (!has_text_) return {models::MlpTokens::Image};
        if (index >= shape_.probe_blocks) return {models::MlpTokens::Joined};
        return {models::MlpTokens::Image, models::MlpTokens::Text};
    }

    bool has_text_;
    models::TimeSignal time_signal_;
    models::StackShape shape_;
};

cache::RunShape shape_of(const RunPlan& plan, const HollowDenoiser& denoiser, int calls) {
    return {.stack = denoiser.shape(),
            .steps = calls,
            .guidance = plan.guided,
            .from_image = plan.sizes.image_to_video(),
            .pixels = std::int64_t{*plan.recipe.width} * std::int64_t{*plan.recipe.height}};
}

}  // namespace

std::optional<PlannedSchedule> planned_schedule(const RunPlan& plan) {
    const cache::Foreknown known = plan.method->foreknown(plan.model.family);
    if (known == cache::Foreknown::Nothing) return std::nullopt;
    const c10::InferenceMode inference;
    HollowDenoiser denoiser(
        plan, known == cache::Foreknown::ByTime ? time_signal(plan.model, plan.target) : nullptr);
    const std::vector<double> timesteps = plan.make_scheduler()->timesteps();
    const int calls = static_cast<int>(timesteps.size());
    const auto policy = plan.method->make(plan.model.family, plan.cache_params);
    policy->begin(shape_of(plan, denoiser, calls));
    const Checkpoint checkpoint;
    const at::Tensor token = at::zeros({1, 1, 1});
    PlannedSchedule schedule;
    for (int call = 0; call < calls; ++call) {
        const cache::StepInfo step{.step = call,
                                   .steps = calls,
                                   .call = call,
                                   .calls = calls,
                                   .t = timesteps[static_cast<std::size_t>(call)],
                                   .guidance = plan.guided};
        std::vector<api::PassRecord> passes;
        const auto run = [&](api::Branch branch) {
            models::BlockContext context;
            cache::StackPass pass(denoiser, context, denoiser.embed(token, step.t, {}, context),
                                  step, branch, checkpoint);
            at::Tensor prediction = denoiser.head(policy->forward(pass), context);
            passes.push_back(pass.record());
            return prediction;
        };
        static_cast<void>(cache::prediction_of(*policy, step, plan.sizes.blocks, run, passes));
        for (const api::PassRecord& pass : passes) {
            (pass.branch == api::Branch::Cond ? schedule.cond : schedule.uncond) +=
                api::letter(pass.decision);
            schedule.blocks_run += pass.blocks_run;
            schedule.blocks += pass.blocks;
            if (pass.reuse == api::Reuse::Modules || pass.reuse == api::Reuse::Tokens)
                schedule.in_parts += pass.blocks_run;
        }
    }
    return schedule;
}

}  // namespace plumbline::pipeline
