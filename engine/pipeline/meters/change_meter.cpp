// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/meters/change_meter.h"

#include "cache/step/relative_change.h"
#include "cache/step/trigger.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace plumbline::pipeline {
namespace {

using Json = nlohmann::ordered_json;
using Points = ChangeMeter::Points;
using Ratio = ChangeMeter::Ratio;

constexpr int kPowers = 5;  // of a polynomial of degree four

void add(Points& points, double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) return;
    points.x.push_back(x);
    points.y.push_back(y);
}

/// How much longer the residual of a token is than it was, on average.
void add_ratio(Ratio& ratio, const at::Tensor& now, const at::Tensor& before) {
    const at::Tensor shares = at::linalg_vector_norm(now, 2, {-1}, false, at::kFloat) /
                              at::linalg_vector_norm(before, 2, {-1}, false, at::kFloat);
    ratio.mean += shares.mean().item<double>();
    ratio.deviation = std::max(ratio.deviation, shares.std().item<double>());
    ++ratio.count;
}

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

Json form(const Points& points) {
    return {{"x", points.x}, {"y", points.y}};
}

Points points_of(const Json& json) {
    return {.x = json.at("x").get<std::vector<double>>(),
            .y = json.at("y").get<std::vector<double>>()};
}

}  // namespace

void ChangeMeter::begin(const cache::RunShape& shape) {
    branches_ = {};
    ratios_[0].resize(static_cast<std::size_t>(shape.steps));
    if (shape.guidance) ratios_[1].resize(static_cast<std::size_t>(shape.steps));
}

void ChangeMeter::after(cache::StackPass& pass, const models::Streams& output) {
    const std::size_t index = cache::index_of(pass.branch());
    Branch& before = branches_[index];
    Branch now{.signal = is_wan_ ? pass.context().time_embedding : pass.modulated_input(),
               .projection = is_wan_ ? pass.context().modulation : at::Tensor(),
               .output = output.image,
               .residual = output.image - pass.input().image};
    if (before.output.defined()) {
        const double y = cache::change_between(now.output, before.output).relative();
        add(signal_, cache::change_between(now.signal, before.signal).relative(), y);
        if (is_wan_)
            add(projection_, cache::change_between(now.projection, before.projection).relative(),
                y);
        add_ratio(ratios_[index].at(static_cast<std::size_t>(pass.step().call)), now.residual,
                  before.residual);
    }
    // The last call's tensors are of no use to the next run.
    before = pass.step().call + 1 < pass.step().calls ? std::move(now) : Branch{};
}

Json ChangeMeter::state() const {
    Json ratios = Json::array();
    for (const std::vector<Ratio>& branch : ratios_) {
        Json steps = Json::array();
        for (const Ratio& ratio : branch)
            steps.push_back({ratio.mean, ratio.deviation, ratio.count});
        ratios.push_back(std::move(steps));
    }
    return {{"signal", form(signal_)}, {"projection", form(projection_)}, {"ratios", ratios}};
}

void ChangeMeter::restore(const Json& state) {
    signal_ = points_of(state.at("signal"));
    projection_ = points_of(state.at("projection"));
    for (std::size_t branch = 0; branch < ratios_.size(); ++branch) {
        ratios_[branch].clear();
        for (const Json& ratio : state.at("ratios").at(branch))
            ratios_[branch].push_back({.mean = ratio.at(0).get<double>(),
                                       .deviation = ratio.at(1).get<double>(),
                                       .count = ratio.at(2).get<int>()});
    }
}

void ChangeMeter::put_into(Calibration& calibration) const {
    if (wanted_.teacache) {
        calibration.teacache = fitted(signal_);
        if (!projection_.x.empty()) calibration.teacache_retained = fitted(projection_);
    }
    if (!wanted_.magcache) return;
    calibration.magcache = curve_of(ratios_[0]);
    calibration.magcache_uncond = curve_of(ratios_[1]);
    calibration.magcache_deviation =
        std::max(largest_deviation(ratios_[0]), largest_deviation(ratios_[1]));
}

}  // namespace plumbline::pipeline
