// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/calibrate.h"

#include "base/error.h"
#include "base/file.h"
#include "pipeline/calibration.h"
#include "pipeline/meters/block_profiler.h"
#include "pipeline/meters/change_meter.h"
#include "pipeline/meters/pattern_search.h"
#include "pipeline/meters/sensitivity_meter.h"
#include "pipeline/run_parts.h"
#include "records/recipe_json.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace plumbline::pipeline {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> kMethods{"teacache", "magcache", "profilingdit",
                                                   "procache", "sencache"};
constexpr int kMostTrials = 4;  // prompts that ProCache's patterns are tried with
constexpr const char* kStateFormat = "plumbline/calibration-state/v1";

bool asks_for(const api::CalibrateRequest& request, std::string_view method) {
    return request.methods.empty() ||
           std::ranges::find(request.methods, method) != request.methods.end();
}

/// The meters that a request asks for, and what they had measured when a calibration like it was
/// interrupted.
class Meters {
public:
    Meters(const api::CalibrateRequest& request, const RunPlan& plan) {
        const ChangeMeter::Wanted changes{.teacache = asks_for(request, "teacache"),
                                          .magcache = asks_for(request, "magcache")};
        if (changes.teacache || changes.magcache)
            add("changes", std::make_unique<ChangeMeter>(plan.model.family == "wan", changes));
        if (asks_for(request, "sencache"))
            add("sensitivities", std::make_unique<SensitivityMeter>());
        if (asks_for(request, "profilingdit")) add("profile", std::make_unique<BlockProfiler>());
        if (!asks_for(request, "procache")) return;
        auto search = std::make_unique<PatternSearch>();
        search_ = search.get();
        add("patterns", std::move(search));
    }

    [[nodiscard]] std::vector<Meter*> all() const {
        std::vector<Meter*> list;
        for (const auto& [name, meter] : meters_) list.push_back(meter.get());
        return list;
    }
    /// Null when it was not asked for.
    [[nodiscard]] PatternSearch* search() const { return search_; }
    [[nodiscard]] Json state() const {
        Json state = Json::object();
        for (const auto& [name, meter] : meters_) state[name] = meter->state();
        return state;
    }
    void restore(const Json& state) {
        for (const auto& [name, meter] : meters_) meter->restore(state.at(name));
    }

private:
    void add(const char* name, std::unique_ptr<Meter> meter) {
        meters_.emplace_back(name, std::move(meter));
    }
    std::vector<std::pair<std::string, std::unique_ptr<Meter>>> meters_;
    PatternSearch* search_ = nullptr;
};

/// Where an interrupted calibration goes on: a file beside the result, there until it is whole.
class Progress {
public:
    /// request: what must be the same for it to go on.
    Progress(fs::path file, std::string request)
        : file_(std::move(file)), request_(std::move(request)) {}

    /// Prompts that were measured; 0 when there is nothing to go on from.
    [[nodiscard]] int restore(Meters& meters) const {
        std::error_code none;
        if (!fs::is_regular_file(file_, none)) return 0;
        const Json kept = Json::parse(base::read_file(file_), nullptr, /*allow_exceptions=*/false);
        if (!kept.is_object() || kept.value("format", "") != kStateFormat ||
            kept.value("request", "") != request_)
            return 0;
        try {
            meters.restore(kept.at("state"));
            return kept.at("prompts").get<int>();
        } catch (const Json::exception&) {
            throw Error(
                ErrorKind::Input,
                fmt::format("{} is a damaged record of an interrupted calibration", file_.string()),
                "remove it, and the calibration begins anew");
        }
    }
    void save(const Meters& meters, int prompts) const {
        fs::create_directories(file_.parent_path());
        const Json kept{{"format", kStateFormat},
                        {"request", request_},
                        {"prompts", prompts},
                        {"state", meters.state()}};
        base::write_file(file_, kept.dump() + "\n", /*overwrite=*/true);
    }
    void remove() const {
        std::error_code none;
        fs::remove(file_, none);
    }

private:
    fs::path file_;
    std::string request_;
};

/// All that a result depends on.
std::string fingerprint(const api::CalibrateRequest& request,
                        const RunPlan& plan,
                        const std::vector<std::string>& prompts) {
    const Json all{{"recipe", records::recipe_text(plan.recipe)},
                   {"methods", request.methods},
                   {"prompts", prompts},
                   {"count", request.count}};
    const std::string text = all.dump();
    return base::sha256(std::as_bytes(std::span(text)));
}

/// One prompt of a calibration.
class PromptRuns {
public:
    PromptRuns(const RunPlan& plan, models::Denoiser& denoiser, const Checkpoint& checkpoint)
        : plan_(plan), denoiser_(denoiser), checkpoint_(checkpoint) {
        std::vector<std::string> warnings;
        encoded_ = encode_prompts(plan, checkpoint, warnings);
    }

    void watch(const std::vector<Meter*>& meters) const {
        const LoopParts parts(plan_, denoiser_, encoded_, cache::find_policy("none"), {});
        const LoopInput input = parts.input();
        Onlooker onlooker(meters);
        const LoopInput watched{.denoiser = input.denoiser,
                                .cond = input.cond,
                                .uncond = input.uncond,
                                .guidance = input.guidance,
                                .scheduler = input.scheduler,
                                .policy = onlooker,
                                .noise = input.noise};
        static_cast<void>(run_steps(watched, hooks()));
        const WatchedRun run{.denoiser = denoiser_,
                             .cond = input.cond,
                             .times = parts.scheduler().timesteps(),
                             .latents = onlooker.latents(),
                             .checkpoint = checkpoint_};
        for (Meter* meter : meters) meter->finish(run);
    }
    /// Final latents with ProCache and this pattern, or without a cache.
    [[nodiscard]] at::Tensor latents(const std::vector<double>* pattern) const {
        const cache::PolicyEntry& method = cache::find_policy(pattern ? "procache" : "none");
        api::Params params;
        if (pattern != nullptr) {
            params["pattern"] = std::string("own");
            params["list"] = api::numbers_text(*pattern);
        }
        params = api::complete(method.id, method.params(plan_.model.family), params);
        const LoopParts parts(plan_, denoiser_, encoded_, method, params);
        return run_steps(parts.input(), hooks());
    }

private:
    [[nodiscard]] LoopHooks hooks() const {
        LoopHooks hooks;
        hooks.checkpoint = checkpoint_;
        return hooks;
    }

    const RunPlan& plan_;
    models::Denoiser& denoiser_;
    const Checkpoint& checkpoint_;
    EncodedPrompts encoded_;
};

Calibration summary(const RunPlan& plan, const Meters& meters, int prompts) {
    Calibration result{.model = plan.model.id,
                       .family = plan.model.family,
                       .blocks = plan.sizes.blocks,
                       .steps = *plan.recipe.steps,
                       .prompts = prompts,
                       .sampler = *plan.recipe.sampler,
                       .shift = *plan.recipe.shift,
                       .guidance = *plan.recipe.guidance};
    for (const Meter* meter : meters.all()) meter->put_into(result);
    return result;
}

api::FinishedEvent report(const Calibration& result, const fs::path& file) {
    std::vector<std::string> lines{
        fmt::format("{}: {} prompts of {} steps", result.model, result.prompts, result.steps)};
    if (!result.teacache.coefficients.empty()) {
        lines.push_back(fmt::format("TeaCache: {} points, R² {:.3f}, changes {:.4f} to {:.4f}",
                                    result.teacache.points, result.teacache.r2,
                                    result.teacache.lowest, result.teacache.highest));
    }
    if (!result.magcache.empty()) {
        const auto [low, high] = std::ranges::minmax(result.magcache);
        lines.push_back(fmt::format("MagCache: ratios {:.4f} to {:.4f}, deviation at most {:.3f}",
                                    low, high, result.magcache_deviation));
    }
    if (!result.profilingdit.foreground.empty()) {
        lines.push_back(fmt::format("ProfilingDiT: background blocks {} of {}",
                                    fmt::join(result.profilingdit.background, ", "),
                                    result.blocks));
    }
    if (!result.procache.steps.empty()) {
        lines.push_back(fmt::format("ProCache: pattern {}, latents at {:.1f} dB",
                                    fmt::join(result.procache.steps, ""), result.procache.psnr));
    }
    if (!result.sencache.times.empty()) {
        const auto [low, high] = std::ranges::minmax(result.sencache.latents);
        const auto [slow, fast] = std::ranges::minmax(result.sencache.time);
        lines.push_back(fmt::format(
            "SenCache: sensitivity to latents {:.3g} to {:.3g}, to time {:.3g} to {:.3g}", low,
            high, slow, fast));
    }
    lines.push_back(fmt::format("kept in {}", file.string()));
    Json json = calibration_json(result);
    json["file"] = file.string();
    return {.outcome = api::Outcome::Done,
            .kind = ErrorKind::Failed,
            .message = {},
            .hint = {},
            .json = json.dump(),
            .lines = std::move(lines)};
}

void check(const api::CalibrateRequest& request, const RunPlan& plan) {
    for (const std::string& method : request.methods) {
        if (std::ranges::find(kMethods, method) != kMethods.end()) continue;
        throw Error(ErrorKind::Usage, fmt::format("{} is not calibrated", method),
                    fmt::format("choose one of: {}", fmt::join(kMethods, ", ")));
    }
    if (request.count < 1)
        throw Error(ErrorKind::Usage, fmt::format("{} prompts", request.count), "use one or more");
    if (const auto reason =
            cache::find_policy("teacache")
                .unsupported(plan.model.family,
                             {.stack = {.blocks = plan.sizes.blocks}, .steps = *plan.recipe.steps}))
        throw Error(ErrorKind::Usage, fmt::format("nothing can be calibrated here: {}", *reason),
                    "calibrate Wan 2.1, HunyuanVideo or Flux.1 with ten steps or more");
}

}  // namespace

api::FinishedEvent calibrate(const api::CalibrateRequest& request,
                             api::RunControl& control,
                             const Publish& publish) {
    const c10::NoGradGuard no_grad;
    const Checkpoint checkpoint([&control] { control.checkpoint(); });
    api::Recipe recipe = request.recipe;
    recipe.cache = "none";
    recipe.cache_text.clear();
    recipe.output.clear();
    std::vector<std::string> prompts = request.prompts;
    if (prompts.empty()) prompts = bench_prompts(find_complete_model(recipe.model));
    recipe.prompt = prompts.front();
    RunPlan plan = make_plan(recipe);
    check(request, plan);
    const fs::path folder =
        request.folder.empty() ? calibration_folders().back() : fs::path(request.folder);
    const fs::path file = folder / calibration_name(plan.model.denoiser);
    Meters meters(request, plan);
    const Progress progress(file.string() + ".unfinished", fingerprint(request, plan, prompts));
    int done = progress.restore(meters);
    if (done > 0)
        publish(api::LogEvent{.level = api::LogLevel::Info,
                              .text = fmt::format("goes on after {} prompts that were measured "
                                                  "before it was interrupted",
                                                  done)});

    const ThreadScope threads(denoising_threads(plan));
    const auto denoiser = open_denoiser(plan, checkpoint);
    const int trials = meters.search() == nullptr ? 0 : std::min(request.count, kMostTrials);
    const auto runs_of_prompt = [&](int index) {
        plan.recipe.prompt = prompts[static_cast<std::size_t>(index) % prompts.size()];
        plan.recipe.seed = request.recipe.seed + static_cast<std::uint64_t>(index);
        return PromptRuns(plan, *denoiser, checkpoint);
    };
    const auto tell = [&](int finished) {
        publish(api::PhaseEvent{.phase = api::Phase::Denoise,
                                .done = finished,
                                .total = request.count + trials,
                                .note = {}});
    };
    while (done < request.count) {
        tell(done);
        runs_of_prompt(done).watch(meters.all());
        progress.save(meters, ++done);
    }
    while (trials > 0 && meters.search()->tried_prompts() < trials) {
        const int tried = meters.search()->tried_prompts();
        tell(done + tried);
        const PromptRuns runs = runs_of_prompt(tried);
        meters.search()->try_candidates(
            [&](const std::vector<double>* pattern) { return runs.latents(pattern); });
        progress.save(meters, done);
    }
    const Calibration result = summary(plan, meters, request.count);
    write_calibration(file, result);
    progress.remove();
    return report(result, file);
}

}  // namespace plumbline::pipeline
