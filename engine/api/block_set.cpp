// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/block_set.h"

#include <cstddef>

namespace plumbline::api {

BlockSet::BlockSet(std::initializer_list<BlockSpan> spans) {
    for (const BlockSpan& span : spans) insert(span);
}

void BlockSet::insert(int block) {
    bits_.set(static_cast<std::size_t>(block));
}

void BlockSet::insert(BlockSpan span) {
    for (int block = span.first; block < span.end; ++block) insert(block);
}

std::vector<BlockSpan> BlockSet::spans() const {
    std::vector<BlockSpan> spans;
    for (int block = 0; block < kMost; ++block) {
        if (!bits_[static_cast<std::size_t>(block)]) continue;
        if (spans.empty() || spans.back().end != block)
            spans.push_back({.first = block, .end = block});
        spans.back().end = block + 1;
    }
    return spans;
}

}  // namespace plumbline::api
