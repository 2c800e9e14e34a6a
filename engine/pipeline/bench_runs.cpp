// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench_runs.h"

#include "metrics/quality.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace plumbline::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kHighestPsnr = 100.0;  // of equal frames, which have none

}  // namespace

void CallCounts::add(api::Decision decision) {
    switch (decision) {
        case api::Decision::Computed:
        case api::Decision::Resumed: ++computed; return;
        case api::Decision::Partial: ++partial; return;
        case api::Decision::Skipped:
        case api::Decision::Estimated: ++reused; return;
    }
}

void CallCounts::add(const CallCounts& other) {
    computed += other.computed;
    partial += other.partial;
    reused += other.reused;
}

double ideal_speedup(const std::vector<api::StepEvent>& plain,
                     const std::vector<api::StepEvent>& cached) {
    double whole = 0, blocks = 0;
    int calls = 0;
    for (const api::StepEvent& step : plain) {
        whole += step.ms;
        for (const api::PassRecord& pass : step.passes) {
            blocks += pass.probe_ms + pass.stack_ms;
            ++calls;
        }
    }
    const double around = (whole - blocks) / calls, stack = blocks / calls;
    double least = 0;
    for (const api::StepEvent& step : cached) {
        for (const api::PassRecord& pass : step.passes) {
            if (pass.decision != api::Decision::Estimated) least += around + pass.work * stack;
        }
    }
    return whole / least;
}

nlohmann::ordered_json quality_json(const BenchSummary& sum) {
    return {{"speedup",
             {{"ideal", sum.ideal},
              {"measured", sum.measured()},
              {"median", sum.median},
              {"share_of_ideal", sum.share_of_ideal()}}},
            {"psnr", sum.psnr},
            {"ssim", sum.ssim}};
}

BenchSummary summary_of(const std::vector<BenchRow>& rows) {
    BenchSummary sum;
    std::vector<double> measured;
    double ideal_time = 0;
    for (const BenchRow& row : rows) {
        sum.plain_seconds += row.plain_seconds;
        sum.cached_seconds += row.cached_seconds;
        ideal_time += row.plain_seconds / row.ideal;
        sum.psnr += std::min(row.psnr, kHighestPsnr);
        sum.ssim += row.ssim;
        sum.cache_bytes = std::max(sum.cache_bytes, row.cache_bytes);
        sum.calls.add(row.calls);
        measured.push_back(row.plain_seconds / row.cached_seconds);
    }
    sum.runs = static_cast<int>(rows.size());
    sum.psnr /= sum.runs;
    sum.ssim /= sum.runs;
    sum.ideal = sum.plain_seconds / ideal_time;
    std::ranges::sort(measured);
    sum.median = measured[measured.size() / 2];
    return sum;
}

BenchRuns::BenchRuns(const RunPlan& plan, const Checkpoint& checkpoint)
    : checkpoint_(checkpoint),
      denoiser_(open_denoiser(plan, checkpoint)),
      vae_(open_vae(plan.model, plan.target, checkpoint)) {}

BenchRun BenchRuns::denoise(const RunPlan& plan,
                            const EncodedPrompts& prompts,
                            const std::string& method,
                            const api::Params& params) {
    const LoopParts parts(plan, *denoiser_, prompts, cache::find_policy(method), params);
    const LoopInput input = parts.input();
    BenchRun run;
    LoopHooks hooks;
    hooks.checkpoint = checkpoint_;
    hooks.on_step = [&run](const api::StepEvent& event) {
        run.steps.push_back(event);
        run.cache_bytes = std::max(run.cache_bytes, event.cache_bytes);
    };
    const ThreadScope threads(denoising_threads(plan));
    const Clock::time_point start = Clock::now();
    run.latents = run_steps(input, hooks).to(at::kCPU);
    run.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return run;
}

std::vector<api::Image> BenchRuns::decode(const at::Tensor& latents) {
    const c10::NoGradGuard no_grad;
    std::vector<api::Image> images;
    vae_->decode(
        latents,
        {.latents_per_chunk = 1, .tiling = vae_->usual_tiling(), .checkpoint = checkpoint_},
        [&](const at::Tensor& frames, std::int64_t) {
            for (api::Image& image : to_images(frames.to(at::kCPU)))
                images.push_back(std::move(image));
        });
    return images;
}

BenchRow BenchRuns::compare(const BenchRun& plain,
                            const std::vector<api::Image>& plain_frames,
                            const BenchRun& cached) {
    const std::vector<api::Image> frames = decode(cached.latents);
    BenchRow row{.plain_seconds = plain.seconds,
                 .cached_seconds = cached.seconds,
                 .ideal = ideal_speedup(plain.steps, cached.steps),
                 .psnr = metrics::psnr(plain_frames, frames),
                 .ssim = metrics::ssim(plain_frames, frames),
                 .cache_bytes = cached.cache_bytes};
    for (const api::StepEvent& step : cached.steps) {
        for (const api::PassRecord& pass : step.passes) {
            row.calls.add(pass.decision);
        }
    }
    return row;
}

}  // namespace plumbline::pipeline
