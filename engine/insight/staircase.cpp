// SPDX-License-Identifier: GPL-3.0-or-later
#include "insight/staircase.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plumbline::insight {
namespace {

// Sums over longer runs of reused steps lie beyond any threshold that is of use.
constexpr int kLongestRun = 64;
// Beyond so many calls the turning points lie closer together than anyone can choose.
constexpr std::size_t kManyCalls = 2000;

/// Thresholds at which a decision can change: the sums of errors over consecutive eligible calls of
/// a branch. Just above such a sum the last of these calls begins to be reused (from it on, where
/// equal counts).
std::vector<double> turning_points(const Recording& recording, double lowest, double highest) {
    std::vector<double> points;
    for (const api::Branch branch : {api::Branch::Cond, api::Branch::Uncond}) {
        std::vector<double> recent;  // errors of the consecutive eligible calls before this one
        for (const RecordedCall& call : recording.calls) {
            if (call.branch != branch) continue;
            if (!call.eligible || !std::isfinite(call.error)) {
                recent.clear();
                continue;
            }
            recent.push_back(call.error);
            const std::size_t from = recent.size() > kLongestRun ? recent.size() - kLongestRun : 0;
            // Added in the order of the run, so that the sums are the run's own to the last bit.
            for (std::size_t first = from; first < recent.size(); ++first) {
                double sum = 0;
                for (std::size_t i = first; i < recent.size(); ++i) sum += recent[i];
                const double point =
                    recording.rule.or_equal
                        ? sum
                        : std::nextafter(sum, std::numeric_limits<double>::infinity());
                if (point > lowest && point <= highest) points.push_back(point);
            }
        }
    }
    std::ranges::sort(points);
    points.erase(std::unique(points.begin(), points.end()), points.end());
    return points;
}

std::vector<double> even_points(double lowest, double highest, std::size_t count) {
    std::vector<double> points;
    for (std::size_t i = 1; i <= count; ++i) {
        points.push_back(lowest +
                         (highest - lowest) * static_cast<double>(i) / static_cast<double>(count));
    }
    return points;
}

void thin_out(std::vector<double>& points, std::size_t most) {
    if (points.size() <= most || most < 2) return;
    std::vector<double> chosen;
    for (std::size_t i = 0; i < most; ++i)
        chosen.push_back(points[i * (points.size() - 1) / (most - 1)]);
    points = std::move(chosen);
}

}  // namespace

std::vector<Tread> staircase(const Recording& recording,
                             double lowest,
                             double highest,
                             std::size_t most) {
    std::vector<double> points = recording.calls.size() > kManyCalls
                                     ? even_points(lowest, highest, most)
                                     : turning_points(recording, lowest, highest);
    thin_out(points, most);
    std::vector<Tread> treads;
    std::map<api::Branch, std::string> last;
    points.insert(points.begin(), lowest);
    for (const double threshold : points) {
        Schedule schedule = replay(recording, threshold);
        if (!treads.empty() && schedule.decisions == last) continue;
        treads.push_back(
            {.threshold = threshold, .skipped = schedule.skipped, .speedup = schedule.speedup()});
        last = std::move(schedule.decisions);
    }
    return treads;
}

std::optional<Tread> first_tread_with(const std::vector<Tread>& treads, int skipped) {
    const auto found =
        std::ranges::find_if(treads, [&](const Tread& tread) { return tread.skipped >= skipped; });
    return found == treads.end() ? std::nullopt : std::optional(*found);
}

}  // namespace plumbline::insight
