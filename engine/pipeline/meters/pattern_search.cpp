// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/meters/pattern_search.h"

#include "cache/step/relative_change.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFullOfFifty = 17;   // the budget that is searched for
constexpr std::size_t kTried = 5;  // candidates that are generated with

/// The longest row of steps that are not full.
int longest_reuse(const std::vector<cache::StepPattern>& patterns) {
    int longest = 0;
    for (const cache::StepPattern& pattern : patterns) {
        int row = 0;
        for (const cache::StepValue value : pattern) {
            row = value == cache::StepValue::Full ? 0 : row + 1;
            longest = std::max(longest, row);
        }
    }
    return longest;
}

std::vector<double> numbers_of(const cache::StepPattern& pattern) {
    std::vector<double> numbers;
    for (const cache::StepValue value : pattern) numbers.push_back(static_cast<double>(value));
    return numbers;
}

/// Peak signal-to-noise ratio of latents whose errors are relative to their spread: over six
/// standard deviations.
double psnr_of(double relative_error) {
    constexpr double kSpan = 36;  // squared
    return std::round(10.0 * std::log10(kSpan / std::max(relative_error, 1e-12)) * 100.0) / 100.0;
}

}  // namespace

void PatternSearch::begin(const cache::RunShape& shape) {
    steps_ = shape.steps;
    oldest_ = longest_reuse(cache::candidate_patterns(steps_, kFullOfFifty));
    residuals_.clear();
    if (change_.empty())
        change_.assign(static_cast<std::size_t>(steps_),
                       std::vector<double>(static_cast<std::size_t>(oldest_)));
}

void PatternSearch::after(cache::StackPass& pass, const models::Streams& output) {
    if (pass.branch() != api::Branch::Cond) return;
    const at::Tensor residual = output.image - pass.input().image;
    std::vector<double>& ages = change_.at(static_cast<std::size_t>(pass.step().call));
    for (std::size_t age = 0; age < residuals_.size(); ++age)
        ages[age] += cache::change_between(residual, residuals_[age]).relative();
    residuals_.push_front(residual);
    const bool is_last = pass.step().call + 1 == pass.step().calls;
    if (static_cast<int>(residuals_.size()) > oldest_) residuals_.pop_back();
    if (is_last) residuals_.clear();
}

std::vector<cache::StepPattern> PatternSearch::chosen() const {
    std::vector<cache::StepPattern> patterns = cache::candidate_patterns(steps_, kFullOfFifty);
    const auto cost = [&](const cache::StepPattern& pattern) {
        double sum = 0;
        std::size_t age = 0;
        for (std::size_t step = 0; step < pattern.size(); ++step) {
            age = pattern[step] == cache::StepValue::Full ? 0 : age + 1;
            if (age > 0) sum += change_.at(step).at(age - 1);
        }
        return sum;
    };
    std::ranges::stable_sort(patterns, {}, cost);
    patterns.resize(std::min(patterns.size(), kTried));
    std::vector<cache::StepPattern> with_and_without;
    for (const cache::StepPattern& pattern : patterns) {
        with_and_without.push_back(cache::with_selective(pattern));
        with_and_without.push_back(pattern);
    }
    return with_and_without;
}

void PatternSearch::try_candidates(const Run& run) {
    const std::vector<cache::StepPattern> candidates = chosen();
    std::vector<double> errors = errors_;
    errors.resize(candidates.size());
    const at::Tensor uncached = run(nullptr);
    const double spread = uncached.var().item<double>();
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const std::vector<double> pattern = numbers_of(candidates[i]);
        errors[i] += (run(&pattern) - uncached).square().mean().item<double>() / spread;
    }
    errors_ = std::move(errors);
    ++tried_prompts_;
}

Json PatternSearch::state() const {
    return {{"steps", steps_},
            {"change", change_},
            {"tried_prompts", tried_prompts_},
            {"errors", errors_}};
}

void PatternSearch::restore(const Json& state) {
    steps_ = state.at("steps").get<int>();
    change_ = state.at("change").get<std::vector<std::vector<double>>>();
    tried_prompts_ = state.at("tried_prompts").get<int>();
    errors_ = state.at("errors").get<std::vector<double>>();
}

void PatternSearch::put_into(Calibration& calibration) const {
    calibration.procache = {};
    calibration.procache_tried.clear();
    if (tried_prompts_ == 0) return;
    const std::vector<cache::StepPattern> candidates = chosen();
    for (std::size_t i = 0; i < candidates.size(); ++i)
        calibration.procache_tried.push_back(
            {.steps = numbers_of(candidates[i]), .psnr = psnr_of(errors_.at(i) / tried_prompts_)});
    calibration.procache =
        *std::ranges::max_element(calibration.procache_tried, {},
                                  [](const Calibration::Pattern& tried) { return tried.psnr; });
}

}  // namespace plumbline::pipeline
