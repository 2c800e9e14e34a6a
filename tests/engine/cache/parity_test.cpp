// SPDX-License-Identifier: GPL-3.0-or-later
// DiCache against a straight transcription of the paper's loop in double precision.
#include "cache/registry.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline {
namespace {

using testing::ToyConfig;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

struct Settings {
    std::string family = "wan";
    double threshold = 0.1;
    int depth = 1;
    double retention = 0.2, max_weight = 2.0;
    bool difference = false;
};

struct Line {
    char letter = 'C';
    double e = kMissing, accumulated = kMissing, after = 0, gamma = kMissing, raw = kMissing;
};

/// Variables of one branch, named as in the paper.
struct Memory {
    at::Tensor previous_x, previous_p;
    std::vector<at::Tensor> residuals, probe_residuals;  // of all full calls
    double error = 0;
};

double l1(const at::Tensor& tensor) {
    return tensor.abs().mean().item<double>();
}

bool keeps_full(const Settings& s, int call, int steps, int branch, bool guidance) {
    if (s.family == "wan" && guidance)
        return 2 * call + branch < std::floor(s.retention * (2.0 * steps));
    if (s.family == "flux") return call <= std::floor(s.retention * steps) || call == steps - 1;
    return call < std::floor(s.retention * steps);
}

at::Tensor aligned(const Settings& s,
                   const at::Tensor& x,
                   const at::Tensor& p,
                   const Memory& m,
                   Line& line) {
    const std::size_t n = m.residuals.size();
    if (n == 1) return x + m.residuals[0];
    const at::Tensor probe_step = m.probe_residuals[n - 1] - m.probe_residuals[n - 2];
    line.raw = l1((p - x) - m.probe_residuals[n - 2]) / l1(probe_step);
    line.gamma = std::min(std::max(line.raw, 1.0), s.max_weight);
    return x + m.residuals[n - 2] + line.gamma * (m.residuals[n - 1] - m.residuals[n - 2]);
}

models::Streams paper_call(ToyDenoiser& model,
                           const Settings& s,
                           const models::Streams& input,
                           const models::BlockContext& context,
                           bool full_by_rule,
                           Memory& m,
                           Line& line) {
    models::Streams now = input;
    const at::Tensor x = input.image;
    while (now.at < s.depth) now = model.run_block(now.at, now, context);
    const models::Streams probe = now;
    bool full = true;
    if (!full_by_rule && m.previous_x.defined()) {
        const double dx = l1(x - m.previous_x) / l1(m.previous_x);
        const double dp = l1(probe.image - m.previous_p) / l1(m.previous_p);
        line.e = s.difference ? std::abs(dp - dx) : dp;
        m.error += line.e;
        line.accumulated = m.error;
        full = s.family == "hunyuan" ? !(m.error <= s.threshold) : !(m.error < s.threshold);
        line.letter = full ? 'R' : 'S';
    }
    if (full) {
        while (now.at < model.shape().blocks) now = model.run_block(now.at, now, context);
        m.residuals.push_back(now.image - x);
        m.probe_residuals.push_back(probe.image - x);
        m.error = 0;
    } else {
        now.image = aligned(s, x, probe.image, m, line);
        now.at = model.shape().blocks;
    }
    line.after = m.error;
    m.previous_x = x;
    m.previous_p = probe.image;
    return now;
}

struct PaperRun {
    at::Tensor latents;
    std::vector<std::vector<Line>> lines;
    double margin =
        std::numeric_limits<double>::infinity();  // smallest |E - threshold| / threshold
};

PaperRun paper_run(ToyDenoiser& model, const Settings& s, const ToyRun& run) {
    const c10::InferenceMode inference;
    const int branches = run.guidance ? 2 : 1;
    const std::vector<models::Conditioning> prompts = {model.prompt(11),
                                                       model.prompt(run.negative_prompt)};
    std::vector<Memory> memory(2);
    PaperRun result{.latents = model.noise(run.seed), .lines = {}};
    for (int k = 0; k < run.steps; ++k) {
        const cache::StepInfo info = testing::step_info(run, k);
        std::vector<at::Tensor> v;
        auto& lines = result.lines.emplace_back();
        for (int b = 0; b < branches; ++b) {
            models::BlockContext context;
            const auto input =
                model.embed(result.latents, info.t, prompts[static_cast<std::size_t>(b)], context);
            Line line;
            const auto output =
                paper_call(model, s, input, context, keeps_full(s, k, run.steps, b, run.guidance),
                           memory[static_cast<std::size_t>(b)], line);
            v.push_back(model.head(output, context));
            if (!std::isnan(line.accumulated)) {
                result.margin =
                    std::min(result.margin, std::abs(line.accumulated - s.threshold) / s.threshold);
            }
            lines.push_back(line);
        }
        const at::Tensor velocity = run.guidance ? v[1] + run.guidance_scale * (v[0] - v[1]) : v[0];
        result.latents = result.latents + (info.next_sigma - info.sigma) * velocity;
    }
    return result;
}

void expect_near(double value, double expected, double relative, const char* what) {
    if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value)) << what << " is " << value;
    } else {
        EXPECT_NEAR(value, expected, relative * std::max(1e-3, std::abs(expected))) << what;
    }
}

struct Seen {
    int skipped = 0, resumed = 0, weights = 0;
};

/// Runs both and compares call by call.
void compare(const Settings& s,
             const ToyConfig& config,
             const ToyRun& run,
             double relative,
             Seen& seen) {
    SCOPED_TRACE(fmt::format("{} threshold {} depth {} retention {} {} seed {}", s.family,
                             s.threshold, s.depth, s.retention,
                             s.difference ? "difference" : "probe", run.seed));
    ToyDenoiser model(config);
    const PaperRun paper = paper_run(model, s, run);
    if (paper.margin < 10 * relative) return;  // rounding may decide
    const auto& entry = cache::find_policy("dicache");
    const auto policy = entry.make(
        s.family, api::complete("dicache", entry.params(s.family),
                                {{"threshold", s.threshold},
                                 {"probe_depth", std::int64_t{s.depth}},
                                 {"retention", s.retention},
                                 {"max_weight", s.max_weight},
                                 {"error", std::string(s.difference ? "difference" : "probe")}}));
    const ToyResult mine = testing::run_toy(model, *policy, run);
    for (std::size_t k = 0; k < paper.lines.size(); ++k) {
        for (std::size_t b = 0; b < paper.lines[k].size(); ++b) {
            const Line& line = paper.lines[k][b];
            const api::PassRecord& pass = mine.passes[k][b];
            ASSERT_EQ(api::letter(pass.decision), line.letter) << "call " << k << " branch " << b;
            expect_near(pass.probe_error, line.e, relative, "e");
            expect_near(pass.accumulated_error, line.accumulated, relative, "E");
            expect_near(pass.accumulated_after, line.after, relative, "E after");
            expect_near(pass.alignment_weight, line.gamma, relative, "weight");
            expect_near(pass.alignment_weight_raw, line.raw, relative, "raw weight");
            seen.skipped += line.letter == 'S';
            seen.resumed += line.letter == 'R';
            seen.weights += line.raw > 1 && line.raw < s.max_weight;
        }
    }
    const double scale = paper.latents.abs().max().item<double>();
    EXPECT_LE((mine.latents - paper.latents).abs().max().item<double>(), relative * scale);
}

/// Thresholds, depths and seeds of one family in double precision.
void sweep(const std::string& family) {
    Seen seen;
    for (const double threshold : {0.02, 0.06, 0.1, 0.15, 0.3, 0.9}) {
        for (const int depth : {1, 2, 4}) {
            for (const std::uint64_t seed : {1, 2}) {
                const Settings settings{.family = family,
                                        .threshold = threshold,
                                        .depth = depth,
                                        .max_weight = family == "wan" ? 2.0 : 1.5};
                compare(settings,
                        {.two_streams = family != "wan", .dtype = at::kDouble, .seed = seed},
                        {.steps = 20, .guidance = family == "wan", .seed = seed}, 1e-9, seen);
            }
        }
    }
    EXPECT_GT(seen.skipped, 50);
    EXPECT_GT(seen.resumed, 50);
    EXPECT_GT(seen.weights, 10);
}

TEST(DiCacheParity, WanEqualsThePapersLoopInDoublePrecision) {
    sweep("wan");
}
TEST(DiCacheParity, HunyuanEqualsThePapersLoopInDoublePrecision) {
    sweep("hunyuan");
}
TEST(DiCacheParity, FluxEqualsThePapersLoopInDoublePrecision) {
    sweep("flux");
}

TEST(DiCacheParity, EqualsThePapersLoopInFloat) {
    Seen seen;
    for (const double threshold : {0.05, 0.12, 0.25, 0.5}) {
        for (const std::uint64_t seed : {4, 5}) {
            compare({.threshold = threshold}, {.seed = seed}, {.steps = 20, .seed = seed}, 1e-3,
                    seen);
        }
    }
    EXPECT_GT(seen.skipped, 20);
}

TEST(DiCacheParity, HoldsForTheDifferenceAndForOtherRetentions) {
    Seen seen;
    for (const double retention : {0.0, 0.05, 0.3, 1.0}) {
        for (const int steps : {10, 23}) {
            for (const bool guidance : {true, false}) {
                for (const bool difference : {true, false}) {
                    compare({.threshold = 0.08, .retention = retention, .difference = difference},
                            {.dtype = at::kDouble}, {.steps = steps, .guidance = guidance}, 1e-9,
                            seen);
                }
            }
            compare({.family = "flux",
                     .threshold = 0.08,
                     .retention = retention,
                     .max_weight = 1.5,
                     .difference = true},
                    {.dtype = at::kDouble}, {.steps = steps, .guidance = false}, 1e-9, seen);
        }
    }
    EXPECT_GT(seen.skipped, 50);
    EXPECT_GT(seen.resumed, 50);
}

}  // namespace
}  // namespace plumbline
