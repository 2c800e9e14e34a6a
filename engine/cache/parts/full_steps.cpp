// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/full_steps.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>

namespace plumbline::cache {
namespace {

using Complex = std::complex<double>;

constexpr double kPowerStep = 0.02;

/// On the principal branch; std::pow of zero is not a number there.
Complex power_of(Complex base, double exponent) {
    return base == Complex(0) ? Complex(0) : std::pow(base, Complex(exponent));
}

/// count points from `first` to `last`, both included.
Complex point_between(Complex first, Complex last, int index, int count) {
    if (index == count - 1) return last;
    return first + static_cast<double>(index) * ((last - first) / static_cast<double>(count - 1));
}

/// Distances of the full steps from the center, ends included, ascending and different.
std::vector<int> distances(int steps, int full, int center, double power) {
    const Complex first = power_of(Complex(-center), 1 / power),
                  last = power_of(Complex(steps - center), 1 / power);
    std::vector<int> values;
    for (int i = 0; i <= full; ++i) {
        const Complex value = power_of(point_between(first, last, i, full + 1), power);
        values.push_back(static_cast<int>(std::trunc(value.real())));
    }
    std::ranges::sort(values);
    const auto repeated = std::ranges::unique(values);
    values.erase(repeated.begin(), repeated.end());
    return values;
}

}  // namespace

std::vector<int> uniform_steps(int steps, int interval) {
    std::vector<int> full;
    for (int step = 0; step < steps; step += interval) full.push_back(step);
    return full;
}

std::vector<int> centered_steps(int steps, int interval, int center, double power) {
    const int wanted = (steps + interval - 1) / interval;
    for (double tried = power; tried > 1; tried -= kPowerStep) {
        const std::vector<int> around = distances(steps, wanted, center, tried);
        std::vector<int> full{0};
        for (std::size_t i = 1; i + 1 < around.size(); ++i) full.push_back(around[i] + center);
        if (static_cast<int>(full.size()) == wanted) return full;
    }
    throw Error(ErrorKind::Usage,
                fmt::format("no {} different steps of {} lie around step {} with a power of {}",
                            wanted, steps, center, power),
                "use a greater interval, a power further from 1, or the uniform schedule");
}

}  // namespace plumbline::cache
