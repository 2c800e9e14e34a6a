// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/attention_reuse.h"

#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace plumbline::cache {
namespace {

at::Tensor along_line(const at::Tensor& older, const at::Tensor& newest, double weight) {
    if (!newest.defined() || weight == 0) return newest;
    // c1 + w · (c1 - c0) in one pass.
    return at::lerp(older, newest, 1 + weight);
}

}  // namespace

void AttentionReuse::begin_forward(StackPass& pass, bool reuses, double weight) {
    pass_ = &pass;
    reuses_ = reuses && is_usable(pass);
    weight_ = weight;
    blocks_.resize(static_cast<std::size_t>(pass.shape().blocks));
    pass.hook_blocks(this);
    if (reuses_) pass.note_reuse(api::Reuse::Modules);
}

bool AttentionReuse::is_usable(const StackPass& pass) const {
    return static_cast<int>(blocks_.size()) == pass.shape().blocks &&
           std::ranges::all_of(blocks_,
                               [](const Pair& pair) { return pair.newest.image.defined(); });
}

models::Attended AttentionReuse::attend(int block,
                                        const std::function<models::Attended()>& compute) {
    Pair& pair = blocks_.at(static_cast<std::size_t>(block));
    if (reuses_) {
        pass_->attention_reused(block);
        return {.image = along_line(pair.older.image, pair.newest.image, weight_),
                .text = along_line(pair.older.text, pair.newest.text, weight_)};
    }
    const models::Attended computed = compute();
    pair.older = pair.newest.image.defined() ? pair.newest : computed;
    pair.newest = computed;
    return computed;
}

std::int64_t AttentionReuse::bytes() const {
    std::vector<at::Tensor> held;
    for (const Pair& pair : blocks_) {
        held.insert(held.end(),
                    {pair.older.image, pair.older.text, pair.newest.image, pair.newest.text});
    }
    return tensor_bytes(held);
}

}  // namespace plumbline::cache
