// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/stack_pass.h"
#include "models/block_hook.h"

#include <cstdint>
#include <vector>

namespace plumbline::cache {

/// Dynamic feature reuse of FasterCache: of every block the last two computed outputs of its
/// self-attention, and a line through them. 2 · blocks tensors [B, L, D] (and the text's of
/// double-stream blocks).
class AttentionReuse final : public models::BlockHook {
public:
    /// Before the blocks of a forward. reuses: attention is put in place as c1 + weight · (c1 -
    /// c0), where both are there; else it is computed and kept. pass: until the forward ends.
    void begin_forward(StackPass& pass, bool reuses, double weight);
    /// Whether the last two outputs of every block are there.
    [[nodiscard]] bool is_usable(const StackPass& pass) const;
    [[nodiscard]] models::Attended attend(
        int block,
        const std::function<models::Attended()>& compute) override;
    void clear() { blocks_.clear(); }
    [[nodiscard]] std::int64_t bytes() const;

private:
    struct Pair {
        models::Attended older, newest;  // the same tensors after the first computed call
    };
    StackPass* pass_ = nullptr;
    bool reuses_ = false;
    double weight_ = 0;
    std::vector<Pair> blocks_;
};

}  // namespace plumbline::cache
