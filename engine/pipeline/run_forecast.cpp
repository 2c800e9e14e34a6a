// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/run_forecast.h"

#include "pipeline/planned_schedule.h"
#include "pipeline/run_plan.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kTight = 0.8;  // of what is free: beyond it other programs are felt
constexpr int kSizeStep = 16, kFrameStep = 4;

bool fits(const RunPlan& plan, std::int64_t free) {
    return estimate_memory(plan).peak(choose_residency(plan, free)) <= free;
}

std::string size_in_words(std::int64_t bytes) {
    const auto size = static_cast<double>(bytes);
    return size < 1e9 ? fmt::format("{:.0f} MB", size / 1e6) : fmt::format("{:.1f} GB", size / 1e9);
}

/// The least change that fits: decoding in tiles, else fewer frames, else a smaller size of about
/// the same shape.
Json what_would_fit(const RunPlan& plan, std::int64_t free) {
    RunPlan changed = plan;
    changed.recipe.tiled_vae = true;
    if (fits(changed, free)) return {{"tiled_vae", true}};
    changed = plan;
    const int width = *plan.recipe.width, height = *plan.recipe.height,
              frames = *plan.recipe.frames;
    for (int fewer = frames - kFrameStep; fewer >= 1; fewer -= kFrameStep) {
        changed.recipe.frames = fewer;
        if (fits(changed, free)) return {{"frames", fewer}};
    }
    changed.recipe.frames = frames;
    for (int smaller = width - kSizeStep; smaller >= kSizeStep; smaller -= kSizeStep) {
        const double share = static_cast<double>(smaller) / width;
        const int lower =
            std::max(1, static_cast<int>(std::lround(height * share / kSizeStep))) * kSizeStep;
        changed.recipe.width = smaller;
        changed.recipe.height = lower;
        if (fits(changed, free)) return {{"width", smaller}, {"height", lower}};
    }
    return nullptr;
}

Json schedule_json(const RunPlan& plan) {
    const std::optional<PlannedSchedule> schedule = planned_schedule(plan);
    if (!schedule) return nullptr;
    return {{"cond", schedule->cond},
            {"uncond", schedule->uncond},
            {"blocks_run", schedule->blocks_run},
            {"in_parts", schedule->in_parts},
            {"blocks", schedule->blocks}};
}

}  // namespace

std::string in_words(const MemoryEstimate& estimate, Residency residency) {
    const std::int64_t denoiser =
        residency == Residency::Stream ? estimate.streamed : estimate.denoiser;
    return fmt::format("memory by estimate: {} (text encoders {}, steps {}, decoding {})",
                       size_in_words(estimate.peak(residency)), size_in_words(estimate.text),
                       size_in_words(denoiser + estimate.activations + estimate.cache),
                       size_in_words(estimate.decode));
}

std::string forecast_run(const api::ForecastRequest& request, std::int64_t available) {
    const RunPlan plan = make_unchecked_plan(request.recipe);
    const std::int64_t free = plan.recipe.memory > 0 ? plan.recipe.memory : available;
    const MemoryEstimate estimate = estimate_memory(plan);
    const Residency residency = choose_residency(plan, free);
    const std::int64_t needed = estimate.peak(residency);
    const bool is_known = plan.target.device.is_cpu() && free > 0;
    const bool has_room = needed <= free;
    const char* verdict = !is_known   ? "unknown"
                          : !has_room ? "no"
                          : static_cast<double>(needed) > kTight * static_cast<double>(free)
                              ? "tight"
                              : "fits";
    return Json{
        {"verdict", verdict},
        {"frames", *plan.recipe.frames},
        {"needed", needed},
        {"free", free},
        {"residency", name(residency)},
        {"parts",
         {{"text", estimate.text},
          {"denoiser", residency == Residency::Stream ? estimate.streamed : estimate.denoiser},
          {"activations", estimate.activations},
          {"cache", estimate.cache},
          {"decode", estimate.decode}}},
        {"fits_with", is_known && !has_room ? what_would_fit(plan, free) : Json()},
        {"schedule", schedule_json(plan)}}
        .dump();
}

}  // namespace plumbline::pipeline
