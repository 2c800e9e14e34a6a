// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/meters/sensitivity_meter.h"

#include "cache/step/relative_change.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;

double high(const std::vector<double>& values) {
    constexpr double kQuantile = 0.9;
    const double exact = at::quantile(at::tensor(values, at::kDouble), kQuantile).item<double>();
    const double unit = std::pow(10.0, std::floor(std::log10(exact)) - 4);
    return std::round(exact / unit) * unit;
}

at::Tensor predict(const WatchedRun& run, std::size_t latents, std::size_t time) {
    models::BlockContext context;
    models::Streams input =
        run.denoiser.embed(run.latents[latents], run.times[time], run.cond, context);
    cache::StackPass pass(run.denoiser, context, std::move(input), {}, api::Branch::Cond,
                          run.checkpoint);
    return run.denoiser.head(pass.run_all(), context);
}

}  // namespace

void SensitivityMeter::finish(const WatchedRun& run) {
    steps_.resize(run.times.size());
    for (std::size_t i = 0; i < run.times.size(); ++i) {
        const std::size_t other = i + 1 < run.times.size() ? i + 1 : i - 1;
        const at::Tensor here = predict(run, i, i);
        const at::Tensor there = predict(run, other, i);
        const at::Tensor then = predict(run, i, other);
        steps_[i].t = run.times[i];
        steps_[i].latents.push_back(cache::root_mean_square(there - here) /
                                    cache::root_mean_square(run.latents[other] - run.latents[i]));
        steps_[i].time.push_back(cache::root_mean_square(then - here) /
                                 std::abs(run.times[other] - run.times[i]));
    }
}

Json SensitivityMeter::state() const {
    Json steps = Json::array();
    for (const Step& step : steps_)
        steps.push_back({{"t", step.t}, {"latents", step.latents}, {"time", step.time}});
    return steps;
}

void SensitivityMeter::restore(const Json& state) {
    steps_.clear();
    for (const Json& step : state) {
        steps_.push_back({.t = step.at("t").get<double>(),
                          .latents = step.at("latents").get<std::vector<double>>(),
                          .time = step.at("time").get<std::vector<double>>()});
    }
}

void SensitivityMeter::put_into(Calibration& calibration) const {
    calibration.sencache = {};
    for (const Step& step : steps_) {
        calibration.sencache.times.push_back(step.t);
        calibration.sencache.latents.push_back(high(step.latents));
        calibration.sencache.time.push_back(high(step.time));
    }
}

}  // namespace plumbline::pipeline
