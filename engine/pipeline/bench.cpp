// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench.h"

#include "base/error.h"
#include "metrics/quality.h"
#include "pipeline/run_parts.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace plumbline::pipeline {
namespace {

using Clock = std::chrono::steady_clock;

struct Run {
    at::Tensor latents;
    std::vector<api::StepEvent> steps;
    double seconds = 0;
    std::int64_t cache_bytes = 0;
};

struct Row {
    double plain_seconds = 0, cached_seconds = 0, ideal = 1, psnr = 0, ssim = 0;
    std::int64_t cache_bytes = 0;
};

class Bench {
public:
    Bench(const api::BenchRequest& request, api::RunControl& control, const Publish& publish)
        : request_(request),
          control_(control),
          publish_(publish),
          checkpoint_([this] { control_.checkpoint(); }) {}

    api::FinishedEvent run() {
        const RunPlan plan = make_plan(request_.recipe);
        const ThreadScope threads(plan.recipe.threads);
        denoiser_ = open_denoiser(plan, checkpoint_);
        vae_ = open_vae(plan.model, plan.target, checkpoint_);
        std::vector<Row> rows;
        for (int i = 0; i < request_.count; ++i) rows.push_back(measure(plan, i));
        return report(plan, rows);
    }

private:
    Row measure(RunPlan plan, int index) {
        publish_(api::PhaseEvent{
            .phase = api::Phase::Denoise, .done = index, .total = request_.count, .note = {}});
        plan.recipe.prompt =
            request_.prompts[static_cast<std::size_t>(index) % request_.prompts.size()];
        plan.recipe.seed += static_cast<std::uint64_t>(index);
        std::vector<std::string> warnings;
        const EncodedPrompts prompts = encode_prompts(plan, checkpoint_, warnings);
        if (index == 0)
            static_cast<void>(denoise(plan, prompts, "none", {}));  // warms caches and allocator
        const Run plain = denoise(plan, prompts, "none", {});
        const Run cached = denoise(plan, prompts, plan.recipe.cache, plan.cache_params);
        const std::vector<api::Image> a = decode(plain.latents), b = decode(cached.latents);
        return {.plain_seconds = plain.seconds,
                .cached_seconds = cached.seconds,
                .ideal = totals(cached.steps).ideal_speedup(),
                .psnr = metrics::psnr(a, b),
                .ssim = metrics::ssim(a, b),
                .cache_bytes = cached.cache_bytes};
    }

    Run denoise(const RunPlan& plan,
                const EncodedPrompts& prompts,
                const std::string& method,
                const api::Params& params) {
        const LoopParts parts(plan, *denoiser_, prompts, cache::find_policy(method), params);
        const LoopInput input = parts.input();
        Run run;
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

    std::vector<api::Image> decode(const at::Tensor& latents) {
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

    static api::FinishedEvent report(const RunPlan& plan, const std::vector<Row>& rows) {
        Row sum;
        std::vector<double> measured;
        for (const Row& row : rows) {
            sum.plain_seconds += row.plain_seconds;
            sum.cached_seconds += row.cached_seconds;
            sum.psnr += std::min(row.psnr, 100.0);
            sum.ssim += row.ssim;
            sum.cache_bytes = std::max(sum.cache_bytes, row.cache_bytes);
            measured.push_back(row.plain_seconds / row.cached_seconds);
        }
        const auto count = static_cast<double>(rows.size());
        std::ranges::sort(measured);
        const double speedup = sum.plain_seconds / sum.cached_seconds;
        // Ideal of the sums: what the measured ratio of sums can reach at most.
        double ideal_time = 0;
        for (const Row& row : rows) ideal_time += row.plain_seconds / row.ideal;
        const double ideal = sum.plain_seconds / ideal_time;
        const double steps = count * *plan.recipe.steps;
        nlohmann::ordered_json json{
            {"model", plan.model.id},
            {"method", plan.recipe.cache},
            {"runs", rows.size()},
            {"steps", *plan.recipe.steps},
            {"step_ms",
             {{"none", sum.plain_seconds / steps * 1e3},
              {"cache", sum.cached_seconds / steps * 1e3}}},
            {"speedup",
             {{"ideal", ideal},
              {"measured", speedup},
              {"median", measured[measured.size() / 2]},
              {"share_of_ideal", speedup / ideal}}},
            {"psnr", sum.psnr / count},
            {"ssim", sum.ssim / count},
            {"peak_bytes", {{"host", host_memory().peak}, {"cache", sum.cache_bytes}}}};
        for (const auto& [key, value] : plan.cache_params)
            json["parameters"][key] = api::to_text(value);
        return {
            .outcome = api::Outcome::Done,
            .kind = ErrorKind::Failed,
            .message = {},
            .hint = {},
            .json = json.dump(),
            .lines = {
                fmt::format("{} on {}: {} runs of {} steps", plan.recipe.cache, plan.model.id,
                            rows.size(), *plan.recipe.steps),
                fmt::format("step without cache {:.1f} ms, with it {:.1f} ms",
                            sum.plain_seconds / steps * 1e3, sum.cached_seconds / steps * 1e3),
                fmt::format("speed-up of the denoising loop: ideal {:.3f}, measured {:.3f} ({:.1f} "
                            "% of ideal)",
                            ideal, speedup, 100 * speedup / ideal),
                fmt::format("against no cache: PSNR {:.2f} dB, SSIM {:.4f} (means)",
                            sum.psnr / count, sum.ssim / count),
                fmt::format("cache memory {:.2f} MB", static_cast<double>(sum.cache_bytes) / 1e6)}};
    }

    const api::BenchRequest& request_;
    api::RunControl& control_;
    const Publish& publish_;
    Checkpoint checkpoint_;
    std::unique_ptr<models::Denoiser> denoiser_;
    std::unique_ptr<vae::Vae> vae_;
};

}  // namespace

api::FinishedEvent bench(const api::BenchRequest& given,
                         api::RunControl& control,
                         const Publish& publish) {
    api::BenchRequest request = given;
    if (request.count < 1)
        throw Error(ErrorKind::Usage, fmt::format("{} runs", request.count), "use one or more");
    if (request.prompts.empty()) {
        if (!request.recipe.prompt.empty()) {
            request.prompts = {request.recipe.prompt};
        } else {
            request.prompts = bench_prompts(find_complete_model(request.recipe.model));
        }
    }
    request.recipe.output.clear();
    return Bench(request, control, publish).run();
}

}  // namespace plumbline::pipeline
