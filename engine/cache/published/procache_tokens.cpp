// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers: the authors' repository at commit 13d19c3 (specification D.4 and D.5).
#include "cache/published/procache_tokens.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cache {
namespace {

constexpr double kDoubleFactor = 0.4, kSingleFactor = 1.6;  // of both kinds of blocks
constexpr int kDoubleBlocks = 19, kSingleBlocks = 38;       // of Flux.1
constexpr int kThreshold = 18;     // the first deep block, counted in each kind
constexpr double kLayerSpan = 27;  // over which the factor falls by one
constexpr double kFirstFactor = 1.5;
constexpr int kHunyuanBlocks = 60, kHunyuanDeep = 6;
constexpr int kLeastDeep = 3;

/// The first deep one of `count` blocks of a kind that Flux.1 has `published` of.
int first_deep(int count, int published) {
    const int first =
        static_cast<int>(std::lround(static_cast<double>(kThreshold) * count / published));
    return std::min(first, count - 1);
}

/// How many are deep in the reduced form.
int reduced_deep(std::string_view family, const models::StackShape& shape) {
    if (family == "hunyuan" && shape.blocks == kHunyuanBlocks) return kHunyuanDeep;
    const int eighth = std::max(kLeastDeep, static_cast<int>(std::lround(shape.blocks / 8.0)));
    return std::clamp(eighth, 1, std::max(1, shape.blocks - 1));
}

}  // namespace

StepPattern published_pattern() {
    // Eight times a full step and two behind it, then thirteen with one.
    std::vector<int> segments(8, 3);
    segments.insert(segments.end(), 13, 2);
    return pattern_of(segments);
}

std::vector<bool> deep_blocks(std::string_view family,
                              const models::StackShape& shape,
                              const DeepRule& rule) {
    std::vector<bool> deep(static_cast<std::size_t>(shape.blocks));
    const int wanted = rule.wanted == 0 && rule.reduced ? reduced_deep(family, shape) : rule.wanted;
    if (rule.reduced && rule.wanted >= shape.blocks) {
        throw Error(ErrorKind::Usage,
                    fmt::format("procache: {} deep blocks are all that there are", wanted),
                    fmt::format("use deep=1 to {}, or form=modules", shape.blocks - 1));
    }
    const int doubles = family == "wan" ? 0 : shape.probe_blocks;
    for (int block = 0; block < shape.blocks; ++block) {
        const auto at = static_cast<std::size_t>(block);
        if (wanted > 0)
            deep[at] = block >= shape.blocks - wanted;
        else if (family == "wan")
            deep[at] = block >= shape.blocks - std::max(1, shape.blocks / 4);
        else if (block < doubles)
            deep[at] = block >= first_deep(doubles, kDoubleBlocks);
        else
            deep[at] = block - doubles >= first_deep(shape.blocks - doubles, kSingleBlocks);
    }
    return deep;
}

double token_factor(int block, const models::StackShape& shape) {
    const bool is_double = block < shape.probe_blocks;
    const int count = is_double ? shape.probe_blocks : shape.blocks - shape.probe_blocks;
    const int published = is_double ? kDoubleBlocks : kSingleBlocks;
    const int own = is_double ? block : block - shape.probe_blocks;
    const double layer = count > 1 ? static_cast<double>(own) * (published - 1) / (count - 1)
                                   : static_cast<double>(published - 1);
    return std::max(0.0, kFirstFactor - layer / kLayerSpan) *
           (is_double ? kDoubleFactor : kSingleFactor);
}

}  // namespace plumbline::cache
