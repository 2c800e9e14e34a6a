// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers: the authors' repository at commit a9b21bc (specification A.4).
#include "cache/published/profiled_blocks.h"

#include "base/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cache {
namespace {

constexpr int kWanBlocks = 40;
constexpr int kHunyuanDouble = 20, kHunyuanBlocks = 60;

const std::vector<double>& wan_background() {
    static const std::vector<double> blocks{0,  2,  3,  4,  5,  6,  7,  10, 11, 12, 13, 14, 15, 16,
                                            17, 18, 19, 20, 25, 26, 27, 28, 29, 30, 31, 32, 37, 38};
    return blocks;
}

/// Of the single-stream blocks, counted from the first of them.
const std::vector<double>& hunyuan_background() {
    static const std::vector<double> blocks{0,  2,  4,  5,  6,  7,  10, 11, 12, 13, 14, 15,
                                            16, 17, 18, 19, 20, 21, 23, 25, 26, 27, 31, 33};
    return blocks;
}

/// The middle three fifths of count blocks from `first` on; nothing of fewer than four.
void add_middle(int first, int count, std::vector<BlockRun>& runs) {
    const int margin = static_cast<int>(std::ceil(count / 5.0));
    if (count >= 4) runs.push_back({.first = first + margin, .last = first + count - margin - 1});
}

}  // namespace

const std::vector<int>& decreasing_refresh_steps() {
    static const std::vector<int> steps{6, 18, 26, 32, 38, 42, 46, 48};
    return steps;
}

std::vector<BlockRun> background_runs(std::string_view family, const models::StackShape& shape) {
    if (family == "wan" && shape.blocks == kWanBlocks) return runs_of(wan_background(), shape);
    const int doubles = shape.probe_blocks;
    if (family == "hunyuan" && shape.blocks == kHunyuanBlocks && doubles == kHunyuanDouble) {
        std::vector<BlockRun> runs{{.first = 6, .last = 19}};
        std::vector<double> singles = hunyuan_background();
        for (double& block : singles) block += kHunyuanDouble;
        for (BlockRun run : runs_of(singles, shape)) {
            run.decreasing = true;
            runs.push_back(run);
        }
        return runs;
    }
    return middle_runs(shape);
}

std::vector<BlockRun> middle_runs(const models::StackShape& shape) {
    const int doubles = shape.probe_blocks;
    std::vector<BlockRun> runs;
    add_middle(0, doubles, runs);
    add_middle(doubles, shape.blocks - doubles, runs);
    return runs;
}

std::vector<BlockRun> runs_of(const std::vector<double>& blocks, const models::StackShape& shape) {
    std::vector<int> indices;
    for (const double block : blocks) {
        if (block != std::floor(block) || block < 0 || block >= shape.blocks) {
            throw Error(
                ErrorKind::Usage,
                fmt::format("profilingdit: there is no block {} of {}", block, shape.blocks),
                fmt::format("use whole numbers from 0 to {}", shape.blocks - 1));
        }
        indices.push_back(static_cast<int>(block));
    }
    std::ranges::sort(indices);
    const auto repeated = std::ranges::unique(indices);
    indices.erase(repeated.begin(), repeated.end());
    if (static_cast<int>(indices.size()) == shape.blocks) {
        throw Error(ErrorKind::Usage, "profilingdit: no block is left to compute",
                    "leave the blocks of the foreground out of the list");
    }
    std::vector<BlockRun> runs;
    for (const int index : indices) {
        const bool goes_on =
            !runs.empty() && runs.back().last == index - 1 && index != shape.probe_blocks;
        if (goes_on)
            runs.back().last = index;
        else
            runs.push_back({.first = index, .last = index});
    }
    return runs;
}

}  // namespace plumbline::cache
