// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench.h"

#include "base/error.h"
#include "pipeline/bench_runs.h"
#include "pipeline/bench_suite.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plumbline::pipeline {
namespace {

constexpr const char *kCachesSuite = "caches", *kSpeedsSuite = "speeds";

BenchRow measure(const api::BenchRequest& request,
                 RunPlan plan,
                 BenchRuns& runs,
                 int index,
                 const Checkpoint& checkpoint) {
    plan.recipe.prompt = request.prompts[static_cast<std::size_t>(index) % request.prompts.size()];
    plan.recipe.seed += static_cast<std::uint64_t>(index);
    std::vector<std::string> warnings;
    const EncodedPrompts prompts = encode_prompts(plan, checkpoint, warnings);
    // Warms caches and allocator.
    if (index == 0) static_cast<void>(runs.denoise(plan, prompts, "none", {}));
    const BenchRun plain = runs.denoise(plan, prompts, "none", {});
    const BenchRun cached = runs.denoise(plan, prompts, plan.recipe.cache, plan.cache_params);
    return runs.compare(plain, runs.decode(plain.latents), cached);
}

api::FinishedEvent report(const RunPlan& plan, const std::vector<BenchRow>& rows) {
    const BenchSummary sum = summary_of(rows);
    const double steps = static_cast<double>(sum.runs) * *plan.recipe.steps;
    const double plain_ms = sum.plain_seconds / steps * 1e3,
                 cached_ms = sum.cached_seconds / steps * 1e3;
    nlohmann::ordered_json json{{"model", plan.model.id},
                                {"method", plan.recipe.cache},
                                {"runs", sum.runs},
                                {"steps", *plan.recipe.steps},
                                {"step_ms", {{"none", plain_ms}, {"cache", cached_ms}}}};
    json.update(quality_json(sum));
    json["peak_bytes"] = {{"host", host_memory().peak}, {"cache", sum.cache_bytes}};
    for (const auto& [key, value] : plan.cache_params)
        json["parameters"][key] = api::to_text(value);
    return {.outcome = api::Outcome::Done,
            .kind = ErrorKind::Failed,
            .message = {},
            .hint = {},
            .json = json.dump(),
            .lines = {
                fmt::format("{} on {}: {} runs of {} steps", plan.recipe.cache, plan.model.id,
                            sum.runs, *plan.recipe.steps),
                fmt::format("step without cache {:.1f} ms, with it {:.1f} ms", plain_ms, cached_ms),
                fmt::format("speed-up of the denoising loop: ideal {:.3f}, measured {:.3f} ({:.1f} "
                            "% of ideal)",
                            sum.ideal, sum.measured(), 100 * sum.share_of_ideal()),
                fmt::format("against no cache: PSNR {:.2f} dB, SSIM {:.4f} (means)", sum.psnr,
                            sum.ssim),
                fmt::format("cache memory {:.2f} MB", static_cast<double>(sum.cache_bytes) / 1e6)}};
}

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
    if (request.suite == kCachesSuite) return bench_caches(request, control, publish);
    if (request.suite == kSpeedsSuite) return bench_speeds(request, control, publish);
    if (!request.suite.empty()) {
        throw Error(ErrorKind::Usage, fmt::format("there is no suite '{}'", request.suite),
                    fmt::format("choose {} or {}", kCachesSuite, kSpeedsSuite));
    }
    const Checkpoint checkpoint([&control] { control.checkpoint(); });
    const RunPlan plan = make_plan(request.recipe);
    const ThreadScope threads(plan.recipe.threads);
    BenchRuns runs(plan, checkpoint);
    std::vector<BenchRow> rows;
    for (int i = 0; i < request.count; ++i) {
        publish(api::PhaseEvent{
            .phase = api::Phase::Denoise, .done = i, .total = request.count, .note = {}});
        rows.push_back(measure(request, plan, runs, i, checkpoint));
    }
    return report(plan, rows);
}

}  // namespace plumbline::pipeline
