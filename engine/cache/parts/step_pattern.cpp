// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/step_pattern.h"

#include "base/check.h"

#include <algorithm>
#include <cmath>

namespace plumbline::cache {
namespace {

constexpr int kSearchedSteps = 50;  // that budgets and bounds are given for
constexpr int kMostSteps = 100;     // that are searched for; more are stretched from these

/// Fills segments [at, …) none longer than `longest` so that they add up to `left`.
class Partitions {
public:
    Partitions(int full_steps, int shortest, std::size_t limit)
        : segments_(static_cast<std::size_t>(full_steps)), shortest_(shortest), limit_(limit) {}

    void fill(std::size_t at, int left, int longest) {
        if (found_.size() >= limit_) return;
        if (at == segments_.size()) {
            if (left == 0) found_.push_back(segments_);
            return;
        }
        const auto behind = static_cast<int>(segments_.size() - at - 1);
        for (int length = std::min(longest, left - behind * shortest_); length >= shortest_;
             --length) {
            if (left - length > behind * length) break;  // those behind cannot be long enough
            segments_[at] = length;
            fill(at + 1, left - length, length);
        }
    }
    [[nodiscard]] std::vector<std::vector<int>> take() { return std::move(found_); }

private:
    std::vector<int> segments_;
    int shortest_;
    std::size_t limit_;
    std::vector<std::vector<int>> found_;
};

int scaled(double of_fifty, int steps) {
    return static_cast<int>(std::lround(of_fifty * steps / kSearchedSteps));
}

}  // namespace

std::vector<std::vector<int>> segment_partitions(int steps,
                                                 int full_steps,
                                                 const CachedBounds& bounds,
                                                 std::size_t limit) {
    if (full_steps < 1 || steps < full_steps) return {};
    Partitions partitions(full_steps, bounds.least + 1, limit);
    partitions.fill(0, steps, bounds.most + 1);
    return partitions.take();
}

StepPattern pattern_of(const std::vector<int>& segments) {
    StepPattern pattern;
    for (const int length : segments) {
        pattern.push_back(StepValue::Full);
        pattern.insert(pattern.end(), static_cast<std::size_t>(length - 1), StepValue::Reused);
    }
    return pattern;
}

StepPattern with_selective(StepPattern pattern) {
    int since_full = 0;
    for (StepValue& value : pattern) {
        since_full = value == StepValue::Full ? 0 : since_full + 1;
        if (since_full > 0) value = since_full % 2 == 0 ? StepValue::Selective : StepValue::Reused;
    }
    return pattern;
}

StepPattern stretched(const StepPattern& pattern, int steps) {
    if (static_cast<int>(pattern.size()) == steps) return pattern;
    std::vector<double> places;  // of full steps, and of the end
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == StepValue::Full) places.push_back(static_cast<double>(i));
    }
    const auto given = static_cast<double>(places.size());
    places.push_back(static_cast<double>(pattern.size()));
    const double scale = static_cast<double>(steps) / static_cast<double>(pattern.size());
    const int wanted = std::clamp(static_cast<int>(std::lround(given * scale)), 1, steps);
    StepPattern result(static_cast<std::size_t>(steps), StepValue::Reused);
    for (int i = 0; i < wanted && given > 0; ++i) {
        const double of = i * given / wanted;  // a place among the given ones, between two of them
        const auto before = static_cast<std::size_t>(of);
        const double place =
            std::lerp(places[before], places[before + 1], of - static_cast<double>(before));
        result[std::min(static_cast<std::size_t>(place * scale), result.size() - 1)] =
            StepValue::Full;
    }
    const bool selects = std::ranges::count(pattern, StepValue::Selective) > 0;
    return selects ? with_selective(std::move(result)) : result;
}

std::vector<StepPattern> candidate_patterns(int steps,
                                            int full_of_fifty,
                                            const CachedBounds& bounds) {
    PLUMBLINE_CHECK(steps > 0 && full_of_fifty > 0 && full_of_fifty <= kSearchedSteps,
                    "{} full steps of fifty, {} steps", full_of_fifty, steps);
    const int searched = std::min(steps, kMostSteps);
    const int full_steps = std::clamp(scaled(full_of_fifty, searched), 1, searched);
    CachedBounds fitting{
        .least = std::min(bounds.least, searched / full_steps - 1),
        .most = std::max(
            {scaled(bounds.most, searched), bounds.least,
             static_cast<int>(std::ceil(static_cast<double>(searched) / full_steps)) - 1})};
    std::vector<StepPattern> patterns;
    for (const std::vector<int>& segments : segment_partitions(searched, full_steps, fitting))
        patterns.push_back(stretched(pattern_of(segments), steps));
    PLUMBLINE_CHECK(!patterns.empty(), "no pattern of {} full steps of {}", full_steps, searched);
    return patterns;
}

StepPattern middle_pattern(int steps, int full_of_fifty) {
    std::vector<StepPattern> patterns = candidate_patterns(steps, full_of_fifty);
    return patterns[patterns.size() / 2];
}

}  // namespace plumbline::cache
