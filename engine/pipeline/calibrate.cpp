// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/calibrate.h"

#include "base/error.h"
#include "cache/step/relative_change.h"
#include "cache/step/trigger.h"
#include "pipeline/calibration.h"
#include "pipeline/run_parts.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::pipeline {
namespace {

constexpr std::array<std::string_view, 3> kMethods{"teacache", "magcache", "sencache"};
constexpr int kPowers = 5;  // of a polynomial of degree four

/// Pairs of changes: of a signal, and of what the stack gave.
struct Points {
    std::vector<double> x, y;
};

/// Sums over prompts of one step of one branch.
struct Ratio {
    double mean = 0, deviation = 0;
    int count = 0;
};

/// Computes every block of every call and looks on.
class Onlooker final : public cache::CachePolicy {
public:
    explicit Onlooker(bool is_wan) : is_wan_(is_wan) {}

    void begin(const cache::RunShape& shape) override {
        branches_ = {};
        latents_.clear();
        for (auto& ratios : ratios_) ratios.resize(static_cast<std::size_t>(shape.steps));
    }
    void end() override { branches_ = {}; }
    void update(const api::Params&) override {}

    models::Streams forward(cache::StackPass& pass) override {
        models::Streams output = pass.run_all();
        const std::size_t index = cache::index_of(pass.branch());
        Branch& before = branches_[index];
        Branch now{.signal = is_wan_ ? pass.context().time_embedding : pass.modulated_input(),
                   .projection = is_wan_ ? pass.context().modulation : at::Tensor(),
                   .output = output.image,
                   .residual = output.image - pass.input().image};
        if (pass.branch() == api::Branch::Cond) latents_.push_back(pass.step().latents);
        if (before.output.defined()) {
            const double y = cache::change_between(now.output, before.output).relative();
            add(signal_, cache::change_between(now.signal, before.signal).relative(), y);
            if (is_wan_)
                add(projection_,
                    cache::change_between(now.projection, before.projection).relative(), y);
            add_ratio(ratios_[index].at(static_cast<std::size_t>(pass.step().call)), now.residual,
                      before.residual);
        }
        before = std::move(now);
        return output;
    }

    /// That the model was given at each call of the last run.
    [[nodiscard]] const std::vector<at::Tensor>& latents() const { return latents_; }
    [[nodiscard]] const Points& signal() const { return signal_; }
    [[nodiscard]] const Points& projection() const { return projection_; }
    [[nodiscard]] const std::vector<Ratio>& ratios(std::size_t branch) const {
        return ratios_[branch];
    }

private:
    struct Branch {
        at::Tensor signal, projection, output, residual;
    };
    static void add(Points& points, double x, double y) {
        if (!std::isfinite(x) || !std::isfinite(y)) return;
        points.x.push_back(x);
        points.y.push_back(y);
    }
    /// How much longer the residual of a token is than it was, on average.
    static void add_ratio(Ratio& ratio, const at::Tensor& now, const at::Tensor& before) {
        const at::Tensor shares = at::linalg_vector_norm(now, 2, {-1}, false, at::kFloat) /
                                  at::linalg_vector_norm(before, 2, {-1}, false, at::kFloat);
        ratio.mean += shares.mean().item<double>();
        ratio.deviation = std::max(ratio.deviation, shares.std().item<double>());
        ++ratio.count;
    }

    bool is_wan_;
    std::array<Branch, 2> branches_;
    std::vector<at::Tensor> latents_;
    Points signal_, projection_;
    std::array<std::vector<Ratio>, 2> ratios_;
};

/// Sensitivities of one step: of each prompt.
struct StepSensitivity {
    double t = 0;
    std::vector<double> latents, time;
};

/// Two calls more a step, along the trajectory that the run took: with the next step's latents at
/// this step's time, and the other way round; at the last step those of the one before.
class SensitivityMeter {
public:
    SensitivityMeter(models::Denoiser& denoiser, const Checkpoint& checkpoint)
        : denoiser_(denoiser), checkpoint_(checkpoint) {}

    /// One run. conditioning: prepared; latents: as the model was given them, one a call.
    void add(const models::Conditioning& conditioning,
             const std::vector<at::Tensor>& latents,
             const std::vector<double>& times) {
        steps_.resize(times.size());
        for (std::size_t i = 0; i < times.size(); ++i) {
            const std::size_t other = i + 1 < times.size() ? i + 1 : i - 1;
            const at::Tensor here = predict(latents[i], times[i], conditioning);
            const at::Tensor there = predict(latents[other], times[i], conditioning);
            const at::Tensor then = predict(latents[i], times[other], conditioning);
            steps_[i].t = times[i];
            steps_[i].latents.push_back(rms(there - here) / rms(latents[other] - latents[i]));
            steps_[i].time.push_back(rms(then - here) / std::abs(times[other] - times[i]));
        }
    }

    /// The 0.9 quantile over prompts, rounded to five digits.
    [[nodiscard]] cache::Sensitivities table() const {
        cache::Sensitivities table;
        for (const StepSensitivity& step : steps_) {
            table.times.push_back(step.t);
            table.latents.push_back(high(step.latents));
            table.time.push_back(high(step.time));
        }
        return table;
    }

private:
    static double rms(const at::Tensor& x) { return x.square().mean().sqrt().item<double>(); }
    static double high(const std::vector<double>& values) {
        constexpr double kQuantile = 0.9;
        const double exact =
            at::quantile(at::tensor(values, at::kDouble), kQuantile).item<double>();
        const double unit = std::pow(10.0, std::floor(std::log10(exact)) - 4);
        return std::round(exact / unit) * unit;
    }
    at::Tensor predict(const at::Tensor& latents,
                       double t,
                       const models::Conditioning& conditioning) {
        models::BlockContext context;
        cache::StackPass pass(denoiser_, context,
                              denoiser_.embed(latents, t, conditioning, context), {},
                              api::Branch::Cond, checkpoint_);
        return denoiser_.head(pass.run_all(), context);
    }

    models::Denoiser& denoiser_;
    const Checkpoint& checkpoint_;
    std::vector<StepSensitivity> steps_;
};

/// Least squares of degree four.
Calibration::Fit fitted(const Points& points) {
    Calibration::Fit fit;
    fit.points = static_cast<int>(points.x.size());
    if (fit.points < kPowers) return fit;
    const at::Tensor x = at::tensor(points.x, at::kDouble), y = at::tensor(points.y, at::kDouble);
    std::vector<at::Tensor> powers;
    for (int power = kPowers - 1; power >= 0; --power) powers.push_back(at::pow(x, power));
    const at::Tensor table = at::stack(powers, 1);
    const at::Tensor solution =
        std::get<0>(at::linalg_lstsq(table, y.unsqueeze(1), std::nullopt, "gelsd")).flatten();
    const at::Tensor left = y - at::mv(table, solution);
    const double spread = (y - y.mean()).square().sum().item<double>();
    for (int i = 0; i < kPowers; ++i) fit.coefficients.push_back(solution[i].item<double>());
    fit.r2 = spread > 0 ? 1.0 - left.square().sum().item<double>() / spread : 1.0;
    fit.lowest = x.min().item<double>();
    fit.highest = x.max().item<double>();
    return fit;
}

/// One a step, rounded to five digits as published curves are.
std::vector<double> curve_of(const std::vector<Ratio>& ratios) {
    std::vector<double> curve;
    for (const Ratio& ratio : ratios) {
        const double mean = ratio.count > 0 ? ratio.mean / ratio.count : 1.0;
        curve.push_back(std::round(mean * 1e5) / 1e5);
    }
    return curve;
}

double largest_deviation(const std::vector<Ratio>& ratios) {
    double largest = 0;
    for (const Ratio& ratio : ratios) largest = std::max(largest, ratio.deviation);
    return largest;
}

bool asks_for(const api::CalibrateRequest& request, std::string_view method) {
    return request.methods.empty() ||
           std::ranges::find(request.methods, method) != request.methods.end();
}

Calibration summary(const RunPlan& plan,
                    const api::CalibrateRequest& request,
                    const Onlooker& seen,
                    const SensitivityMeter& meter,
                    int prompts) {
    Calibration result{.model = plan.model.id,
                       .family = plan.model.family,
                       .blocks = plan.sizes.blocks,
                       .steps = *plan.recipe.steps,
                       .prompts = prompts,
                       .sampler = *plan.recipe.sampler,
                       .shift = *plan.recipe.shift,
                       .guidance = *plan.recipe.guidance};
    if (asks_for(request, "teacache")) {
        result.teacache = fitted(seen.signal());
        if (!seen.projection().x.empty()) result.teacache_retained = fitted(seen.projection());
    }
    if (asks_for(request, "sencache")) result.sencache = meter.table();
    if (asks_for(request, "magcache")) {
        result.magcache = curve_of(seen.ratios(0));
        if (plan.guided) result.magcache_uncond = curve_of(seen.ratios(1));
        result.magcache_deviation =
            std::max(largest_deviation(seen.ratios(0)), largest_deviation(seen.ratios(1)));
    }
    return result;
}

api::FinishedEvent report(const Calibration& result, const std::filesystem::path& file) {
    std::vector<std::string> lines{
        fmt::format("{}: {} prompts of {} steps", result.model, result.prompts, result.steps)};
    nlohmann::ordered_json json{{"model", result.model}, {"file", file.string()}};
    if (!result.teacache.coefficients.empty()) {
        lines.push_back(fmt::format("TeaCache: {} points, R² {:.3f}, changes {:.4f} to {:.4f}",
                                    result.teacache.points, result.teacache.r2,
                                    result.teacache.lowest, result.teacache.highest));
        json["teacache"] = {{"coefficients", result.teacache.coefficients},
                            {"r2", result.teacache.r2}};
    }
    if (!result.magcache.empty()) {
        const auto [low, high] = std::ranges::minmax(result.magcache);
        lines.push_back(fmt::format("MagCache: ratios {:.4f} to {:.4f}, deviation at most {:.3f}",
                                    low, high, result.magcache_deviation));
        json["magcache"] = {{"ratios", result.magcache}};
    }
    if (!result.sencache.times.empty()) {
        const auto [low, high] = std::ranges::minmax(result.sencache.latents);
        const auto [slow, fast] = std::ranges::minmax(result.sencache.time);
        lines.push_back(fmt::format(
            "SenCache: sensitivity to latents {:.3g} to {:.3g}, to time {:.3g} to {:.3g}", low,
            high, slow, fast));
        json["sencache"] = {{"times", result.sencache.times},
                            {"latents", result.sencache.latents},
                            {"time", result.sencache.time}};
    }
    lines.push_back(fmt::format("kept in {}", file.string()));
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
    const ThreadScope threads(denoising_threads(plan));
    const auto denoiser = open_denoiser(plan, checkpoint);
    Onlooker onlooker(plan.model.family == "wan");
    SensitivityMeter meter(*denoiser, checkpoint);
    for (int i = 0; i < request.count; ++i) {
        publish(api::PhaseEvent{
            .phase = api::Phase::Denoise, .done = i, .total = request.count, .note = {}});
        plan.recipe.prompt = prompts[static_cast<std::size_t>(i) % prompts.size()];
        plan.recipe.seed = request.recipe.seed + static_cast<std::uint64_t>(i);
        std::vector<std::string> warnings;
        const EncodedPrompts encoded = encode_prompts(plan, checkpoint, warnings);
        const LoopParts parts(plan, *denoiser, encoded, cache::find_policy("none"), {});
        LoopInput input = parts.input();
        const LoopInput watched{.denoiser = input.denoiser,
                                .cond = input.cond,
                                .uncond = input.uncond,
                                .guidance = input.guidance,
                                .scheduler = input.scheduler,
                                .policy = onlooker,
                                .noise = input.noise};
        LoopHooks hooks;
        hooks.checkpoint = checkpoint;
        static_cast<void>(run_steps(watched, hooks));
        if (asks_for(request, "sencache"))
            meter.add(input.cond, onlooker.latents(), parts.scheduler().timesteps());
    }
    const std::filesystem::path folder = request.folder.empty()
                                             ? calibration_folders().back()
                                             : std::filesystem::path(request.folder);
    const std::filesystem::path file = folder / calibration_name(plan.model.denoiser);
    const Calibration result = summary(plan, request, onlooker, meter, request.count);
    write_calibration(file, result);
    return report(result, file);
}

}  // namespace plumbline::pipeline
