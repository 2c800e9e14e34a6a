// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/block_set.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <type_traits>

namespace plumbline::api {
namespace {

TEST(BlockSets, AreSpansInAnyOrder) {
    BlockSet set{{5, 7}, {0, 2}};
    EXPECT_EQ(set.count(), 4);
    EXPECT_EQ(set.spans(), (std::vector<BlockSpan>{{0, 2}, {5, 7}}));
    set.insert(4);
    set.insert(0);
    EXPECT_EQ(set.spans(), (std::vector<BlockSpan>{{0, 2}, {4, 7}}));
    EXPECT_EQ(set, (BlockSet{{0, 1}, {1, 2}, {4, 7}}));
    EXPECT_NE(set, BlockSet{});
}

TEST(BlockSets, HoldTheLastBlockAndRefuseTheNext) {
    BlockSet set;
    EXPECT_TRUE(set.empty());
    EXPECT_TRUE(set.spans().empty());
    set.insert(BlockSet::kMost - 1);
    EXPECT_EQ(set.spans(), (std::vector<BlockSpan>{{BlockSet::kMost - 1, BlockSet::kMost}}));
    EXPECT_THROW(set.insert(BlockSet::kMost), std::out_of_range);
    EXPECT_THROW(set.insert(-1), std::out_of_range);
}

/// What makes records of calls free of the heap.
TEST(BlockSets, LieInPlace) {
    EXPECT_TRUE(std::is_trivially_copyable_v<BlockSet>);
}

}  // namespace
}  // namespace plumbline::api
