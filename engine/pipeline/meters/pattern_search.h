// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/parts/step_pattern.h"
#include "pipeline/meters/meter.h"

#include <deque>
#include <functional>

namespace plumbline::pipeline {

/// ProCache's search for a pattern: candidates are ranked by how far residuals are from those they
/// would be replaced by, in runs without a cache; the best of them are then tried.
class PatternSearch final : public Meter {
public:
    void begin(const cache::RunShape& shape) override;
    void after(cache::StackPass& pass, const models::Streams& output) override;
    [[nodiscard]] nlohmann::ordered_json state() const override;
    void restore(const nlohmann::ordered_json& state) override;
    /// The best of those tried.
    void put_into(Calibration& calibration) const override;

    /// Final latents of a run with a pattern; without one of a run without a cache.
    using Run = std::function<at::Tensor(const std::vector<double>* pattern)>;
    /// Tries the best candidates with one prompt, each with and without selective steps.
    void try_candidates(const Run& run);
    [[nodiscard]] int tried_prompts() const { return tried_prompts_; }

private:
    [[nodiscard]] std::vector<cache::StepPattern> chosen() const;

    int steps_ = 0, oldest_ = 0;               // steps that a residual may be old
    std::deque<at::Tensor> residuals_;         // the newest first
    std::vector<std::vector<double>> change_;  // [step][age - 1], summed over prompts
    int tried_prompts_ = 0;
    std::vector<double> errors_;  // mean squares of latents, relative; of each tried, summed
};

}  // namespace plumbline::pipeline
