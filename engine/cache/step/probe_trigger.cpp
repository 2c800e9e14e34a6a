// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/step/probe_trigger.h"

#include "base/error.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cache {

void check_probe_depth(int depth, const RunShape& shape) {
    const int deepest = std::min(shape.stack.blocks - 1, shape.stack.probe_blocks);
    if (depth >= 1 && depth <= deepest) return;
    if (deepest < 1) {
        throw Error(
            ErrorKind::Usage,
            fmt::format("a model of {} blocks is too small for a probe", shape.stack.blocks),
            "choose the cache method 'none'");
    }
    throw Error(
        ErrorKind::Usage,
        fmt::format(
            "probe_depth {} does not fit the model: a probe may run 1 to {} of its {} blocks",
            depth, deepest, shape.stack.blocks),
        fmt::format("set probe_depth to at most {}", deepest));
}

Reading ProbeTrigger::measure(const StackPass& pass,
                              const models::Streams& probed,
                              const History& history) {
    const cuda::ProbeMeans means = cuda::probe_means({.input = pass.input().image,
                                                      .probe = probed.image,
                                                      .reference_input = history.input(),
                                                      .reference_probe = history.probe(),
                                                      .newest_residual = history.newest().probe,
                                                      .older_residual = history.older().probe});
    Reading reading;
    reading.means = means;
    reading.input_change = means.input_difference / means.input_reference;
    reading.probe_change = means.probe_difference / means.probe_reference;
    reading.error = kind_ == ProbeErrorKind::Probe
                        ? reading.probe_change
                        : std::abs(reading.probe_change - reading.input_change);
    if (pass.step().map_errors) {
        reading.token_errors =
            cuda::token_differences(probed.image, history.probe()) / means.probe_reference;
    }
    return reading;
}

}  // namespace plumbline::cache
