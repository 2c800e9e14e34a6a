// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/bench_suite.h"

#include "base/error.h"
#include "pipeline/bench_runs.h"
#include "pipeline/bench_settings.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kSpeeds{1.5, 2.0};

/// A method that cannot run here, and why.
struct Refusal {
    std::string method, reason;
};

/// A row of the table.
struct Row {
    BenchSetting setting;
    api::Params params;  // all of them
    std::optional<BenchSummary> sum;
    double speed = 0;     // that was wanted; 0: none
    bool reached = true;  // or the fastest setting is slower
};

/// What a suite shares: every prompt's run without a cache.
class SuiteRuns {
public:
    SuiteRuns(const api::BenchRequest& request, api::RunControl& control, const Publish& publish)
        : request_(request),
          publish_(publish),
          checkpoint_([&control] { control.checkpoint(); }),
          plan_(plan_for(request.recipe, {.method = "none", .changes = {}})),
          threads_(plan_.recipe.threads),
          runs_(plan_, checkpoint_) {
        for (int i = 0; i < request.count; ++i) {
            set_prompt(i);
            std::vector<std::string> warnings;
            prompts_.push_back(encode_prompts(plan_, checkpoint_, warnings));
            // Warms caches and allocator.
            if (i == 0) static_cast<void>(runs_.denoise(plan_, prompts_[0], "none", {}));
            tell("none");
            plain_.push_back(runs_.denoise(plan_, prompts_.back(), "none", {}));
            frames_.push_back(runs_.decode(plain_.back().latents));
        }
    }
    [[nodiscard]] const RunPlan& plan() const { return plan_; }

    /// How much faster it can be at most, over every prompt.
    [[nodiscard]] double ideal(const std::string& method, const api::Params& params) {
        double time = 0, whole = 0;
        for (int i = 0; i < request_.count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            set_prompt(i);
            tell(method);
            const BenchRun run = runs_.denoise(plan_, prompts_[at], method, params);
            whole += plain_[at].seconds;
            time += plain_[at].seconds / ideal_speedup(plain_[at].steps, run.steps);
        }
        return whole / time;
    }
    /// One run a prompt beside one without a cache: machines get slower and faster over minutes.
    [[nodiscard]] BenchSummary measured(const std::string& method, const api::Params& params) {
        std::vector<BenchRow> rows;
        for (int i = 0; i < request_.count; ++i) {
            const auto at = static_cast<std::size_t>(i);
            set_prompt(i);
            tell(method);
            const BenchRun plain = runs_.denoise(plan_, prompts_[at], "none", {});
            rows.push_back(runs_.compare(plain, frames_[at],
                                         runs_.denoise(plan_, prompts_[at], method, params)));
        }
        return summary_of(rows);
    }
    /// Of how many more runs the caller knows.
    void expect(int runs) { total_ = done_ + runs; }

private:
    void set_prompt(int index) {
        plan_.recipe.prompt =
            request_.prompts[static_cast<std::size_t>(index) % request_.prompts.size()];
        plan_.recipe.seed = request_.recipe.seed + static_cast<std::uint64_t>(index);
    }
    void tell(const std::string& note) {
        publish_(api::PhaseEvent{
            .phase = api::Phase::Denoise, .done = done_++, .total = total_, .note = note});
    }

    const api::BenchRequest& request_;
    const Publish& publish_;
    Checkpoint checkpoint_;
    RunPlan plan_;
    ThreadScope threads_;
    BenchRuns runs_;
    std::vector<EncodedPrompts> prompts_;
    std::vector<BenchRun> plain_;
    std::vector<std::vector<api::Image>> frames_;
    int done_ = 0, total_ = 0;
};

/// The plans of every method that can run here, at its defaults for the model.
std::vector<RunPlan> plans_of(const api::Recipe& recipe, std::vector<Refusal>& refusals) {
    std::vector<RunPlan> plans;
    for (const cache::PolicyEntry& entry : cache::policies()) {
        if (entry.id == "none" || entry.id == "research") continue;
        try {
            plans.push_back(plan_for(recipe, {.method = entry.id, .changes = {}}));
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Usage) throw;
            refusals.push_back({.method = entry.id, .reason = error.what()});
        }
    }
    if (plans.empty()) {
        throw Error(ErrorKind::Usage, "no cache can run here",
                    refusals.empty() ? "take another model" : refusals.front().reason);
    }
    return plans;
}

Json row_json(const Row& row) {
    const BenchSummary& sum = *row.sum;
    Json parameters, changes;
    for (const auto& [key, value] : row.params) parameters[key] = api::to_text(value);
    for (const auto& [key, value] : row.setting.changes) changes[key] = value;
    Json json{{"method", row.setting.method},
              {"setting", changes},
              {"computed", sum.calls.computed},
              {"partial", sum.calls.partial},
              {"reused", sum.calls.reused}};
    json.update(quality_json(sum));
    json["cache_bytes"] = sum.cache_bytes;
    json["parameters"] = parameters;
    if (row.speed > 0) {
        json["wanted"] = row.speed;
        json["reached"] = row.reached;
    }
    return json;
}

api::FinishedEvent report(const SuiteRuns& suite,
                          const std::vector<Row>& table,
                          const std::vector<Refusal>& refusals) {
    Json rows = Json::array(), refused = rows;
    const int runs = table.front().sum->runs;
    std::vector<std::string> lines{
        fmt::format("{}: {} runs of {} steps for each setting", suite.plan().model.id, runs,
                    *suite.plan().recipe.steps),
        fmt::format("{:<12} {:<32} {:>12} {:>7} {:>9} {:>8} {:>8} {:>7} {:>9}", "METHOD", "SETTING",
                    "RUN/PART/NOT", "IDEAL", "MEASURED", "OF IDEAL", "PSNR", "SSIM", "CACHE MB")};
    for (const Row& row : table) {
        const BenchSummary& sum = *row.sum;
        rows.push_back(row_json(row));
        lines.push_back(fmt::format(
            "{:<12} {:<32} {:>12} {:>7.2f} {:>9.2f} {:>7.1f}% {:>8.2f} {:>7.4f} {:>9.3f}{}",
            row.setting.method, row.setting.text(),
            fmt::format("{}/{}/{}", sum.calls.computed, sum.calls.partial, sum.calls.reused),
            sum.ideal, sum.measured(), 100 * sum.share_of_ideal(), sum.psnr, sum.ssim,
            static_cast<double>(sum.cache_bytes) / 1e6,
            row.reached ? "" : fmt::format("  (its fastest; {}x is not reached)", row.speed)));
    }
    for (const Refusal& refusal : refusals) {
        refused.push_back({{"method", refusal.method}, {"reason", refusal.reason}});
        lines.push_back(fmt::format("{}: {}", refusal.method, refusal.reason));
    }
    const Json json{{"model", suite.plan().model.id},
                    {"steps", *suite.plan().recipe.steps},
                    {"runs", runs},
                    {"caches", rows},
                    {"refused", refused}};
    return {.outcome = api::Outcome::Done,
            .kind = ErrorKind::Failed,
            .message = {},
            .hint = {},
            .json = json.dump(),
            .lines = std::move(lines)};
}

/// A method's ladder, each rung run once at most.
class Ladder {
public:
    Ladder(SuiteRuns& suite, const api::Recipe& recipe, const RunPlan& tuned)
        : suite_(suite), recipe_(recipe), rungs_(ladder_of(tuned)) {}

    /// The most exact rung of this speed, or the last when none is; halving, as if speed grew from
    /// rung to rung.
    [[nodiscard]] Row at_speed(double speed) {
        std::size_t low = 0, high = rungs_.size() - 1;
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            if (rung(middle).ideal >= speed)
                high = middle;
            else
                low = middle + 1;
        }
        Rung& found = rung(low);
        if (!found.sum) {
            found.sum = suite_.measured(rungs_[low].method, found.params);
            // That it was chosen by: what blocks cost beside the rest differs a little from run to
            // run.
            found.sum->ideal = found.ideal;
        }
        return {.setting = rungs_[low],
                .params = found.params,
                .sum = found.sum,
                .speed = speed,
                .reached = found.ideal >= speed};
    }

private:
    struct Rung {
        api::Params params;
        double ideal = 1;
        std::optional<BenchSummary> sum;
    };
    Rung& rung(std::size_t index) {
        if (const auto found = tried_.find(index); found != tried_.end()) return found->second;
        Rung& rung = tried_[index];
        rung.params = plan_for(recipe_, rungs_[index]).cache_params;
        rung.ideal = suite_.ideal(rungs_[index].method, rung.params);
        return rung;
    }

    SuiteRuns& suite_;
    const api::Recipe& recipe_;
    std::vector<BenchSetting> rungs_;
    std::map<std::size_t, Rung> tried_;
};

}  // namespace

api::FinishedEvent bench_caches(const api::BenchRequest& request,
                                api::RunControl& control,
                                const Publish& publish) {
    std::vector<Refusal> refusals;
    std::vector<Row> table;
    for (const RunPlan& tuned : plans_of(request.recipe, refusals)) {
        for (BenchSetting& setting : usual_settings(tuned)) {
            api::Params params = plan_for(request.recipe, setting).cache_params;
            table.push_back(
                {.setting = std::move(setting), .params = std::move(params), .sum = {}});
        }
    }
    SuiteRuns suite(request, control, publish);
    suite.expect(request.count * static_cast<int>(table.size()));
    for (Row& row : table) row.sum = suite.measured(row.setting.method, row.params);
    return report(suite, table, refusals);
}

api::FinishedEvent bench_speeds(const api::BenchRequest& request,
                                api::RunControl& control,
                                const Publish& publish) {
    std::vector<Refusal> refusals;
    const std::vector<RunPlan> plans = plans_of(request.recipe, refusals);
    SuiteRuns suite(request, control, publish);
    std::vector<Row> table;
    for (const RunPlan& tuned : plans) {
        Ladder ladder(suite, request.recipe, tuned);
        for (const double speed : kSpeeds) table.push_back(ladder.at_speed(speed));
    }
    std::ranges::stable_sort(table, {}, &Row::speed);
    return report(suite, table, refusals);
}

}  // namespace plumbline::pipeline
