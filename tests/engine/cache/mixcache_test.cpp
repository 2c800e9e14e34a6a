// SPDX-License-Identifier: GPL-3.0-or-later
// Our MixCache against its rules, written out here a second time as one loop over a toy's steps.
#include "base/error.h"
#include "cache/published/mixed_blocks.h"
#include "cache/registry.h"
#include "engine/cache/cache_constants.h"
#include "engine/cache/toy_run.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline {
namespace {

using cache::BlockRun;
using testing::run_toy;
using testing::ToyDenoiser;
using testing::ToyResult;
using testing::ToyRun;

std::unique_ptr<cache::CachePolicy> mixcache(const api::Params& changed,
                                             const std::string& family = "wan") {
    return testing::make_policy("mixcache", family, changed);
}

double magnitude(const at::Tensor& x) {
    return x.abs().mean().item<double>();
}

/// What the rules give, step by step: 'F' computed, 's', 'g', 'b' what was reused.
struct Rules {
    double threshold = 0.25, settled = 0.15, lengthen = 0.05, shorten = 0.15;
    int interval = 3, least = 2, most = 5;
    std::array<double, 3> impact{1, 1, 1};

    struct Outcome {
        std::string ways;
        at::Tensor latents;
    };
    [[nodiscard]] Outcome run(ToyDenoiser& model, const ToyRun& run, const BlockRun& inner) const;
};

/// Streams before and after the inner blocks and at the end of one branch.
struct Traced {
    at::Tensor input, before, after, output, velocity;
};

/// One branch; stack or block: tensors to add instead.
Traced trace(ToyDenoiser& model,
             const at::Tensor& latents,
             double t,
             const models::Conditioning& prompt,
             const BlockRun& inner,
             const at::Tensor& stack,
             const at::Tensor& block) {
    models::BlockContext context;
    models::Streams streams = model.embed(latents, t, prompt, context);
    Traced traced{.input = streams.image};
    if (stack.defined()) {
        streams.image = streams.image + stack;
        streams.at = model.shape().blocks;
    }
    while (streams.at < model.shape().blocks) {
        if (streams.at == inner.first) traced.before = streams.image;
        if (streams.at == inner.first && block.defined()) {
            streams.image = streams.image + block;
            streams.at = inner.last + 1;
        } else {
            streams = model.run_block(streams.at, streams, context);
        }
        if (streams.at == inner.last + 1) traced.after = streams.image;
    }
    traced.output = streams.image;
    traced.velocity = model.head(streams, context);
    return traced;
}

Rules::Outcome Rules::run(ToyDenoiser& model, const ToyRun& run, const BlockRun& inner) const {
    const std::array prompts{model.prompt(11), model.prompt(run.negative_prompt)};
    const int branches = run.guidance ? 2 : 1;
    const double g = run.guidance_scale;
    Outcome out{.ways = {}, .latents = model.noise(run.seed)};
    std::array<at::Tensor, 2> stack, block;
    at::Tensor delta, last_velocity;
    std::vector<double> changes;
    std::array<double, 3> moved{NAN, NAN, NAN}, rate = moved;
    bool armed = false;
    int since = 0, last_full = -1, n = interval;
    char last = ' ';
    const int least_warm = std::max(3, static_cast<int>(std::lround(0.10 * run.steps)));
    const int most_warm = std::max(least_warm, static_cast<int>(std::lround(0.25 * run.steps)));
    const int tail = std::max(1, static_cast<int>(std::lround(0.02 * run.steps)));
    for (int s = 0; s < run.steps; ++s) {
        const cache::StepInfo info = testing::step_info(run, s);
        char way = 'F';
        if (armed && s < run.steps - tail && since < n - 1) {
            double best = INFINITY, risk = 0;
            for (int i = 0; i < 3; ++i) {
                if (i == 1 && (!run.guidance || g == 1)) continue;
                const double error = rate[i] * (since + 1) * impact[i];
                const double priority = error * ("sgb"[i] == last ? 5 : 1);
                if (priority < best) {
                    best = priority;
                    way = "sgb"[i];
                    risk = error;
                }
            }
            if (risk > threshold) way = 'F';
        }
        out.ways += way;
        std::array<at::Tensor, 2> velocity;
        std::array<Traced, 2> traced;
        for (int b = 0; b < branches; ++b) {
            if (b == 1 && way == 'g') {
                velocity[1] = velocity[0] + delta;
                continue;
            }
            traced[b] =
                trace(model, out.latents, info.t, prompts[b], inner,
                      way == 's' ? stack[b] : at::Tensor(), way == 'b' ? block[b] : at::Tensor());
            velocity[b] = traced[b].velocity;
        }
        if (way == 'F') {
            const int gap = s - last_full;
            for (int b = 0; b < branches; ++b) {
                const at::Tensor r = traced[b].output - traced[b].input,
                                 q = traced[b].after - traced[b].before;
                if (b == 0 && stack[0].defined()) {
                    moved[0] = magnitude(r - stack[0]) / magnitude(stack[0]);
                    moved[2] = magnitude(q - block[0]) / magnitude(traced[0].output);
                }
                stack[b] = r;
                block[b] = q;
            }
            if (run.guidance) {
                const at::Tensor d = velocity[1] - velocity[0];
                if (delta.defined())
                    moved[1] = std::abs(g - 1) * magnitude(d - delta) /
                               magnitude(velocity[0] + (1 - g) * d);
                delta = d;
            }
            for (int i = 0; i < 3; ++i) rate[i] = moved[i] / gap;
            if (since > 0) {
                const double off = moved[std::string("sgb").find(last)];
                if (off > shorten) --n;
                if (off < lengthen) ++n;
                n = std::clamp(n, least, most);
            }
            since = 0;
            last_full = s;
        } else {
            last = way;
            ++since;
        }
        if (!armed) {
            if (last_velocity.defined())
                changes.push_back(magnitude(velocity[0] - last_velocity) /
                                  magnitude(last_velocity));
            last_velocity = velocity[0];
            const std::size_t count = changes.size();
            const bool calm = count >= 2 && (changes[count - 1] + changes[count - 2]) / 2 < settled;
            armed = s + 1 >= least_warm && (calm || s + 1 >= most_warm);
        }
        const at::Tensor v =
            run.guidance ? velocity[1] + g * (velocity[0] - velocity[1]) : velocity[0];
        out.latents = out.latents + (info.next_sigma - info.sigma) * v;
    }
    return out;
}

std::string ways_of(const ToyResult& result) {
    std::string ways;
    for (const auto& step : result.passes) {
        api::Reuse reuse = step[0].reuse;
        if (step.size() > 1 && step[1].decision == api::Decision::Estimated) reuse = step[1].reuse;
        switch (reuse) {
            case api::Reuse::Step: ways += 's'; break;
            case api::Reuse::Guidance: ways += 'g'; break;
            case api::Reuse::Blocks: ways += 'b'; break;
            default: ways += 'F';
        }
    }
    return ways;
}

TEST(MixCache, FollowsItsRules) {
    const BlockRun inner = cache::mixed_blocks("wan", ToyDenoiser().shape()).front();
    struct Setting {
        Rules rules;
        ToyRun run;
    };
    std::set<char> seen;
    for (const bool guidance : {true, false}) {
        for (const double block_impact : {0.2, 1.0, 3.0}) {
            for (const double threshold : {0.05, 0.25, 2.0}) {
                Rules rules{.threshold = threshold};
                rules.impact = {1, 0.5, block_impact};
                rules.lengthen = 0.02;
                rules.shorten = 0.06;
                const ToyRun run{.steps = 40, .guidance = guidance};
                ToyDenoiser model;
                const Rules::Outcome expected = rules.run(model, run, inner);
                const auto policy = mixcache({{"threshold", threshold},
                                              {"lengthen_below", rules.lengthen},
                                              {"shorten_above", rules.shorten},
                                              {"guidance_impact", 0.5},
                                              {"block_impact", block_impact}});
                const ToyResult result = run_toy(model, *policy, run);
                EXPECT_EQ(ways_of(result), expected.ways);
                EXPECT_LT((result.latents - expected.latents).abs().max().item<double>(), 1e-4);
                seen.insert(expected.ways.begin(), expected.ways.end());
            }
        }
    }
    // All of it was looked at.
    EXPECT_EQ(seen, (std::set<char>{'F', 'b', 'g', 's'}));
}

TEST(MixCache, AlternatesWhereNoWayIsFiveTimesBetter) {
    ToyDenoiser model;
    const ToyRun run{.steps = 30, .guidance = false};
    // So large a threshold and so long an interval that only the penalty decides.
    api::Params params{{"threshold", 4.0},
                       {"interval", std::int64_t{6}},
                       {"least_interval", std::int64_t{6}},
                       {"most_interval", std::int64_t{6}}};
    const std::string free = ways_of(run_toy(model, *mixcache(params), run));
    EXPECT_EQ(free.find("ss"), std::string::npos) << free;
    EXPECT_EQ(free.find("bb"), std::string::npos) << free;
    params["block_impact"] = 1000.0;
    EXPECT_THAT(ways_of(run_toy(model, *mixcache(params), run)), ::testing::HasSubstr("sssss"));
}

TEST(MixCache, ComputesTheEndAndNeverReusesGuidanceThatDoesNothing) {
    ToyDenoiser model;
    ToyRun run{.steps = 50};
    run.guidance_scale = 1;
    const std::string ways = ways_of(run_toy(model, *mixcache({{"threshold", 4.0}}), run));
    EXPECT_EQ(ways.back(), 'F');
    EXPECT_EQ(ways.substr(0, 5), "FFFFF");
    EXPECT_EQ(ways.find('g'), std::string::npos);
    run.guidance_scale = 3;
    const std::string weighted =
        ways_of(run_toy(model, *mixcache({{"threshold", 4.0}, {"guidance_impact", 0.001}}), run));
    EXPECT_NE(weighted.find('g'), std::string::npos);
}

TEST(MixedBlocks, AreThoseOfTheFile) {
    const auto& ranges = testing::more_cache_constants()["mixcache"]["ours"]["block_range"];
    const auto range = [](const std::vector<int>& ends, int from = 0) {
        return BlockRun{.first = from + ends[0], .last = from + ends[1]};
    };
    const auto shape = [](int blocks, int doubles) {
        return models::StackShape{.blocks = blocks, .probe_blocks = doubles, .cost = {}};
    };
    EXPECT_EQ(cache::mixed_blocks("wan", shape(40, 40)),
              std::vector{range(ranges["wan21_14B"].get<std::vector<int>>())});
    EXPECT_EQ(cache::mixed_blocks("wan", shape(30, 30)),
              std::vector{range(ranges["wan21_1.3B"].get<std::vector<int>>())});
    for (const auto& [family, blocks, doubles] :
         {std::tuple{"hunyuan", 60, 20}, std::tuple{"flux", 57, 19}}) {
        EXPECT_EQ(cache::mixed_blocks(family, shape(blocks, doubles)),
                  (std::vector{range(ranges[family]["double"].get<std::vector<int>>()),
                               range(ranges[family]["single"].get<std::vector<int>>(), doubles)}))
            << family;
    }
    EXPECT_EQ(cache::mixed_blocks("sd15", shape(25, 25)), (std::vector<BlockRun>{{1, 23}}));
    EXPECT_EQ(cache::mixed_blocks("wan", shape(7, 7)), (std::vector<BlockRun>{{2, 4}}));
}

TEST(MixCache, DefaultsAreThoseOfTheFile) {
    const auto& file = testing::more_cache_constants()["mixcache"];
    const auto& ours = file["ours"];
    const std::map<std::string, std::string> names{
        {"threshold", "p_refresh_threshold"}, {"interval", "N0"},
        {"least_interval", "N_min"},          {"most_interval", "N_max"},
        {"lengthen_below", "delta1"},         {"shorten_above", "delta2"},
        {"settled_below", "theta_trigger"}};
    for (const api::ParamSpec& spec : cache::find_policy("mixcache").params("wan")) {
        const auto found = names.find(spec.key);
        if (found == names.end()) continue;
        const double value = std::visit(
            [](const auto& held) -> double {
                if constexpr (std::is_arithmetic_v<std::decay_t<decltype(held)>>)
                    return static_cast<double>(held);
                else
                    return NAN;
            },
            spec.default_value);
        EXPECT_EQ(value, ours[found->second].get<double>()) << spec.key;
    }
    const auto& entry = cache::find_policy("mixcache");
    cache::RunShape shape;
    shape.steps = ours["min_steps"].get<int>();
    EXPECT_FALSE(entry.unsupported("wan", shape));
    --shape.steps;
    EXPECT_TRUE(entry.unsupported("wan", shape));
    const ToyDenoiser model;
    const auto policy = mixcache({{"least_interval", std::int64_t{6}}});
    EXPECT_THROW(policy->begin(testing::run_shape(model, {})), Error);
}

}  // namespace
}  // namespace plumbline
