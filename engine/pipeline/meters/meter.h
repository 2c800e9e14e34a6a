// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "cache/policy.h"
#include "pipeline/calibration.h"

#include <nlohmann/json_fwd.hpp>

#include <utility>
#include <vector>

namespace plumbline::pipeline {

/// A run without a cache that meters looked at.
struct WatchedRun {
    models::Denoiser& denoiser;
    const models::Conditioning& cond;        // prepared
    const std::vector<double>& times;        // one a call
    const std::vector<at::Tensor>& latents;  // as the model was given them, likewise
    const Checkpoint& checkpoint;
};

/// Measures what one kind of method must know of a model, over several runs without a cache.
class Meter {
public:
    virtual ~Meter() = default;
    virtual void begin(const cache::RunShape&) {}
    /// Around the blocks of every forward.
    virtual void before(cache::StackPass&) {}
    virtual void after(cache::StackPass&, const models::Streams& /*output*/) {}
    /// Of the conditional branch.
    virtual void saw_prediction(const cache::StepInfo&, const at::Tensor&) {}
    /// Behind a run; may call the model.
    virtual void finish(const WatchedRun&) {}

    /// What was measured so far, so that a calibration goes on after an interruption; restore() of
    /// it changes no later result.
    [[nodiscard]] virtual nlohmann::ordered_json state() const = 0;
    virtual void restore(const nlohmann::ordered_json& state) = 0;
    virtual void put_into(Calibration& calibration) const = 0;
};

/// Computes every block of every call and lets meters look on. They are borrowed.
class Onlooker final : public cache::CachePolicy {
public:
    explicit Onlooker(std::vector<Meter*> meters) : meters_(std::move(meters)) {}

    void begin(const cache::RunShape& shape) override {
        latents_.clear();
        for (Meter* meter : meters_) meter->begin(shape);
    }
    void update(const api::Params&) override {}
    models::Streams forward(cache::StackPass& pass) override {
        if (pass.branch() == api::Branch::Cond) latents_.push_back(pass.step().latents);
        for (Meter* meter : meters_) meter->before(pass);
        models::Streams output = pass.run_all();
        for (Meter* meter : meters_) meter->after(pass, output);
        return output;
    }
    void saw_prediction(const cache::StepInfo& step, const at::Tensor& prediction) override {
        for (Meter* meter : meters_) meter->saw_prediction(step, prediction);
    }
    /// That the model was given at each call of the last run.
    [[nodiscard]] const std::vector<at::Tensor>& latents() const { return latents_; }

private:
    std::vector<Meter*> meters_;
    std::vector<at::Tensor> latents_;
};

}  // namespace plumbline::pipeline
