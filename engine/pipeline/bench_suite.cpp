// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench_suite.h"

#include "base/error.h"
#include "pipeline/bench_runs.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace plumbline::pipeline {
namespace {

constexpr const char* kThreshold = "threshold";
constexpr const char* kInterval = "interval";

/// One column of the table.
struct Setting {
    std::string method, key, value;
    api::Params params;
    std::vector<BenchRow> rows;
};
/// A method that cannot run here, and why.
struct Refusal {
    std::string method, reason;
};

/// What is turned, and to what. tuned: the plan with the method's defaults for this model.
std::vector<std::pair<std::string, std::string>> values_of(const RunPlan& tuned) {
    std::vector<std::pair<std::string, std::string>> values;
    if (const auto found = tuned.cache_params.find(kThreshold); found != tuned.cache_params.end()) {
        for (const double factor : {0.5, 1.0, 2.0}) {
            values.emplace_back(kThreshold,
                                fmt::format("{:.4g}", factor * std::get<double>(found->second)));
        }
    } else if (tuned.cache_params.contains(kInterval)) {
        for (const char* interval : {"2", "3", "5"}) values.emplace_back(kInterval, interval);
    }
    return values;
}

RunPlan plan_for(const api::Recipe& recipe,
                 const std::string& method,
                 const std::vector<std::pair<std::string, std::string>>& changed) {
    api::Recipe asked = recipe;
    asked.cache = method;
    asked.cache_text = {changed.begin(), changed.end()};
    return make_plan(asked);
}

void add_settings(const api::Recipe& recipe,
                  std::vector<Setting>& settings,
                  std::vector<Refusal>& refusals) {
    for (const cache::PolicyEntry& entry : cache::policies()) {
        if (entry.id == "none" || entry.id == "research") continue;
        try {
            const RunPlan tuned = plan_for(recipe, entry.id, {});
            for (const auto& [key, value] : values_of(tuned)) {
                const RunPlan plan = plan_for(recipe, entry.id, {{key, value}});
                settings.push_back({.method = entry.id,
                                    .key = key,
                                    .value = value,
                                    .params = plan.cache_params,
                                    .rows = {}});
            }
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Usage) throw;
            refusals.push_back({.method = entry.id, .reason = error.what()});
        }
    }
}

nlohmann::ordered_json row_json(const Setting& setting, const BenchSummary& sum) {
    nlohmann::ordered_json parameters;
    for (const auto& [key, value] : setting.params) parameters[key] = api::to_text(value);
    return {{"method", setting.method},
            {"setting", {{setting.key, setting.value}}},
            {"computed", sum.calls.computed},
            {"partial", sum.calls.partial},
            {"reused", sum.calls.reused},
            {"speedup",
             {{"ideal", sum.ideal},
              {"measured", sum.measured()},
              {"median", sum.median},
              {"share_of_ideal", sum.share_of_ideal()}}},
            {"psnr", sum.psnr},
            {"ssim", sum.ssim},
            {"cache_bytes", sum.cache_bytes},
            {"parameters", parameters}};
}

api::FinishedEvent report(const RunPlan& plan,
                          const std::vector<Setting>& settings,
                          const std::vector<Refusal>& refusals) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array(), refused = rows;
    std::vector<std::string> lines{
        fmt::format("{}: {} runs of {} steps for each setting", plan.model.id,
                    settings.front().rows.size(), *plan.recipe.steps),
        fmt::format("{:<12} {:<17} {:>12} {:>7} {:>9} {:>8} {:>8} {:>7} {:>9}", "METHOD", "SETTING",
                    "RUN/PART/NOT", "IDEAL", "MEASURED", "OF IDEAL", "PSNR", "SSIM", "CACHE MB")};
    for (const Setting& setting : settings) {
        const BenchSummary sum = summary_of(setting.rows);
        rows.push_back(row_json(setting, sum));
        lines.push_back(fmt::format(
            "{:<12} {:<17} {:>12} {:>7.2f} {:>9.2f} {:>7.1f}% {:>8.2f} {:>7.4f} {:>9.3f}",
            setting.method, setting.key + "=" + setting.value,
            fmt::format("{}/{}/{}", sum.calls.computed, sum.calls.partial, sum.calls.reused),
            sum.ideal, sum.measured(), 100 * sum.share_of_ideal(), sum.psnr, sum.ssim,
            static_cast<double>(sum.cache_bytes) / 1e6));
    }
    for (const Refusal& refusal : refusals) {
        refused.push_back({{"method", refusal.method}, {"reason", refusal.reason}});
        lines.push_back(fmt::format("{}: {}", refusal.method, refusal.reason));
    }
    const nlohmann::ordered_json json{{"model", plan.model.id},
                                      {"steps", *plan.recipe.steps},
                                      {"runs", settings.front().rows.size()},
                                      {"caches", rows},
                                      {"refused", refused}};
    return {.outcome = api::Outcome::Done,
            .kind = ErrorKind::Failed,
            .message = {},
            .hint = {},
            .json = json.dump(),
            .lines = std::move(lines)};
}

}  // namespace

api::FinishedEvent bench_caches(const api::BenchRequest& request,
                                api::RunControl& control,
                                const Publish& publish) {
    const Checkpoint checkpoint([&control] { control.checkpoint(); });
    std::vector<Setting> settings;
    std::vector<Refusal> refusals;
    add_settings(request.recipe, settings, refusals);
    if (settings.empty()) {
        throw Error(ErrorKind::Usage, "no cache can run here",
                    refusals.empty() ? "take another model" : refusals.front().reason);
    }
    RunPlan plan = plan_for(request.recipe, "none", {});
    const ThreadScope threads(plan.recipe.threads);
    BenchRuns runs(plan, checkpoint);
    const int total = request.count * static_cast<int>(settings.size() + 1);
    int done = 0;
    const auto tell = [&](const std::string& note) {
        publish(api::PhaseEvent{
            .phase = api::Phase::Denoise, .done = done++, .total = total, .note = note});
    };
    for (int i = 0; i < request.count; ++i) {
        plan.recipe.prompt = request.prompts[static_cast<std::size_t>(i) % request.prompts.size()];
        plan.recipe.seed = request.recipe.seed + static_cast<std::uint64_t>(i);
        std::vector<std::string> warnings;
        const EncodedPrompts prompts = encode_prompts(plan, checkpoint, warnings);
        // Warms caches and allocator.
        if (i == 0) static_cast<void>(runs.denoise(plan, prompts, "none", {}));
        tell("none");
        const BenchRun plain = runs.denoise(plan, prompts, "none", {});
        const std::vector<api::Image> frames = runs.decode(plain.latents);
        for (Setting& setting : settings) {
            tell(setting.method);
            setting.rows.push_back(runs.compare(
                plain, frames, runs.denoise(plan, prompts, setting.method, setting.params)));
        }
    }
    return report(plan, settings, refusals);
}

}  // namespace plumbline::pipeline
