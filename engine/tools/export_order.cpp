// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export_order.h"

#include "base/error.h"

#include <fmt/format.h>

namespace plumbline::tools {
namespace {

constexpr int kMostRepeats = 1000;
constexpr std::size_t kMostFrames = 1'000'000;

void check_range(const api::ExportRequest& request, int last, int count) {
    const auto outside = [&](int frame) { return frame < 0 || frame >= count; };
    for (const int frame : {request.first, last}) {
        if (!outside(frame)) continue;
        throw Error(ErrorKind::Usage, fmt::format("{} has no frame {}", request.result, frame),
                    fmt::format("its frames are 0 to {}", count - 1));
    }
    if (request.first > last) {
        throw Error(ErrorKind::Usage,
                    fmt::format("the range from frame {} to {} is empty", request.first, last),
                    "give the earlier frame first; --ping-pong also plays backwards");
    }
}

}  // namespace

std::vector<int> export_order(const api::ExportRequest& request, int count) {
    const int last = request.last.value_or(count - 1);
    check_range(request, last, count);
    if (request.repeats < 1 || request.repeats > kMostRepeats) {
        throw Error(ErrorKind::Usage, fmt::format("{} repeats are impossible", request.repeats),
                    fmt::format("use 1 to {}", kMostRepeats));
    }
    std::vector<int> once;
    for (int frame = request.first; frame <= last; ++frame) once.push_back(frame);
    if (request.ping_pong) {
        for (int frame = last - 1; frame > request.first; --frame) once.push_back(frame);
    }
    const std::size_t total = once.size() * static_cast<std::size_t>(request.repeats);
    if (total > kMostFrames) {
        throw Error(ErrorKind::Usage, fmt::format("{} frames are too many for one file", total),
                    "repeat less often; players can loop a file");
    }
    std::vector<int> order;
    order.reserve(total);
    for (int round = 0; round < request.repeats; ++round)
        order.insert(order.end(), once.begin(), once.end());
    return order;
}

}  // namespace plumbline::tools
