// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bitset>
#include <initializer_list>
#include <vector>

namespace plumbline::api {

/// Blocks [first, end) of a stack.
struct BlockSpan {
    int first = 0, end = 0;
    bool operator==(const BlockSpan&) const = default;
};

/// Some blocks of a stack, as bits in place: every model call carries such a set, and its record is
/// made without the heap. Blocks are 0-based and below kMost; what is outside throws
/// std::out_of_range.
class BlockSet {
public:
    /// Two stacks of 256 blocks; the largest published model has 60 in all.
    static constexpr int kMost = 512;

    BlockSet() = default;
    BlockSet(std::initializer_list<BlockSpan> spans);

    void insert(int block);
    void insert(BlockSpan span);
    [[nodiscard]] bool empty() const { return bits_.none(); }
    [[nodiscard]] int count() const { return static_cast<int>(bits_.count()); }
    /// The same as spans, ascending and apart from each other.
    [[nodiscard]] std::vector<BlockSpan> spans() const;
    bool operator==(const BlockSet&) const = default;

private:
    std::bitset<kMost> bits_;
};

}  // namespace plumbline::api
