// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/error_maps.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace plumbline::ui {
namespace {

bool are_alike(const api::ErrorMap& a, const api::ErrorMap& b) {
    return a.frames == b.frames && a.height == b.height && a.width == b.width;
}

ErrorMapPointer mean_of(const std::vector<ErrorMapPointer>& maps) {
    if (maps.size() == 1) return maps.front();
    auto mean = std::make_shared<api::ErrorMap>(*maps.front());
    for (std::size_t i = 1; i < maps.size(); ++i) {
        if (!are_alike(*mean, *maps[i])) return maps.front();
        std::ranges::transform(mean->values, maps[i]->values, mean->values.begin(), std::plus<>());
    }
    for (float& value : mean->values) value /= static_cast<float>(maps.size());
    return mean;
}

}  // namespace

void ErrorMaps::clear() {
    maps_.clear();
    without_.clear();
    sum_.reset();
    bytes_ = 0;
    summed_ = 0;
}

void ErrorMaps::append(const api::StepEvent& event) {
    std::vector<ErrorMapPointer> maps;
    bool probed = false;
    for (const api::PassRecord& pass : event.passes) {
        probed = probed || std::isfinite(pass.probe_error);
        if (pass.error_map && !pass.error_map->values.empty()) maps.push_back(pass.error_map);
    }
    if (maps.empty()) {
        without_[event.step] = probed;
        return;
    }
    ErrorMapPointer map = mean_of(maps);
    add_to_sum(*map);
    bytes_ += map->bytes();
    maps_[event.step] = std::move(map);
    while (bytes_ > most_bytes_ && maps_.size() > 1) {
        bytes_ -= maps_.begin()->second->bytes();
        maps_.erase(maps_.begin());
    }
}

ErrorMapPointer ErrorMaps::of_step(int step) const {
    const auto found = maps_.find(step);
    return found == maps_.end() ? nullptr : found->second;
}

ErrorMaps::State ErrorMaps::state(int step) const {
    if (maps_.contains(step)) return State::Held;
    if (const auto found = without_.find(step); found != without_.end())
        return found->second ? State::NotAsked : State::NoProbe;
    return !maps_.empty() && step >= 0 && step < maps_.begin()->first ? State::Dropped
                                                                      : State::NotAsked;
}

void ErrorMaps::add_to_sum(const api::ErrorMap& map) {
    ++summed_;
    if (!sum_ || !are_alike(*sum_, map)) {
        sum_ = std::make_shared<const api::ErrorMap>(map);
        summed_ = 1;
        return;
    }
    // A new one: who draws the old one keeps it.
    auto next = std::make_shared<api::ErrorMap>(*sum_);
    for (std::size_t i = 0; i < map.values.size(); ++i) {
        if (std::isfinite(map.values[i])) next->values[i] += map.values[i];
    }
    sum_ = std::move(next);
}

}  // namespace plumbline::ui
