// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/published/mixed_blocks.h"

#include <array>

namespace plumbline::cache {
namespace {

struct Known {
    std::string_view family;
    int blocks, doubles;
    std::array<BlockRun, 2> runs;  // the second may be empty: last < first
};

constexpr BlockRun kNoRun{.first = 0, .last = -1};
constexpr std::array<Known, 4> kKnown{{
    {"wan", 40, 40, {{{.first = 8, .last = 33}, kNoRun}}},
    {"wan", 30, 30, {{{.first = 6, .last = 23}, kNoRun}}},
    {"hunyuan", 60, 20, {{{.first = 5, .last = 16}, {.first = 26, .last = 53}}}},
    {"flux", 57, 19, {{{.first = 4, .last = 15}, {.first = 25, .last = 50}}}},
}};

}  // namespace

std::vector<BlockRun> mixed_blocks(std::string_view family, const models::StackShape& shape) {
    std::vector<BlockRun> runs;
    if (family == "sd15") {
        if (shape.blocks >= 4) runs.push_back({.first = 1, .last = shape.blocks - 2});
        return runs;
    }
    for (const Known& known : kKnown) {
        if (known.family != family || known.blocks != shape.blocks ||
            known.doubles != shape.probe_blocks)
            continue;
        for (const BlockRun& run : known.runs) {
            if (run.last >= run.first) runs.push_back(run);
        }
        return runs;
    }
    return middle_runs(shape);
}

}  // namespace plumbline::cache
