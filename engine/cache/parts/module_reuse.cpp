// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/parts/module_reuse.h"

#include "base/check.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::cache {
namespace {

std::int64_t length_of(const at::Tensor& tokens) {
    return tokens.defined() ? tokens.size(1) : 0;
}

/// [B, L, D] → [B, L]. FlashAttention never forms the maps that the authors' code adds up; the
/// paper's text has this.
at::Tensor importance_of(const at::Tensor& attended) {
    return at::linalg_vector_norm(attended, 2, {-1}, false, at::kFloat);
}

}  // namespace

void ModuleReuse::begin(int first, std::vector<Selection> selections) {
    end();
    first_ = first;
    selections_ = std::move(selections);
    blocks_.resize(selections_.size());
}

void ModuleReuse::end() {
    blocks_.clear();
    pass_ = nullptr;
    guide_ = nullptr;
}

void ModuleReuse::begin_forward(StackPass& pass, Mode mode, const ModuleReuse& guide) {
    pass_ = &pass;
    mode_ = mode;
    guide_ = &guide;
    computed_ = selectable_ = 0;
    pass.hook_blocks(this);
}

void ModuleReuse::end_forward() {
    if (selectable_ > 0) pass_->note_token_share(computed_ / selectable_);
}

models::Attended ModuleReuse::attend(int block, const std::function<models::Attended()>& compute) {
    if (block < first_) return compute();
    Block& own = blocks_.at(static_cast<std::size_t>(block));
    if (mode_ != Mode::Compute) {
        pass_->attention_reused(block);
        return own.attended;
    }
    own.attended = compute();
    if (selections_[static_cast<std::size_t>(block)].is_any()) {
        own.image.importance = importance_of(own.attended.image);
        if (own.attended.text.defined()) own.text.importance = importance_of(own.attended.text);
    }
    return own.attended;
}

at::Tensor ModuleReuse::mlp(const models::Mlp& mlp) {
    if (mlp.block < first_) return mlp.compute(mlp.input());
    Block& block = blocks_.at(static_cast<std::size_t>(mlp.block));
    Kept& own = kept(block, mlp);
    if (mode_ == Mode::Compute) {
        own.output = mlp.compute(mlp.input());
        if (mlp.tokens != models::MlpTokens::Joined || share_of(mlp) > 0) return own.output;
        // One tensor stands for both parts from now on, and no attention besides.
        at::Tensor computed = std::exchange(own.output, own.output + block.attended.image);
        block.attended = {};
        return computed;
    }
    const std::int64_t tokens = length_of(own.output);
    const double of_block = static_cast<double>(tokens) / tokens_of(mlp.block);
    double share = 0;
    if (mode_ == Mode::Select && share_of(mlp) > 0) {
        const at::Tensor chosen = selected(mlp, own);
        share = static_cast<double>(chosen.defined() ? chosen.size(1) : 0) / tokens;
        computed_ += share * tokens;
        selectable_ += static_cast<double>(tokens);
    }
    pass_->mlp_reused(mlp.block, of_block * (1.0 - share));
    return own.output;
}

double ModuleReuse::share_of(const models::Mlp& mlp) const {
    const Selection& selection = selections_[static_cast<std::size_t>(mlp.block)];
    return mlp.tokens == models::MlpTokens::Text ? selection.text : selection.image;
}

std::int64_t ModuleReuse::tokens_of(int block) const {
    const Block& own = blocks_[static_cast<std::size_t>(block)];
    // The text's MLP runs behind the image's: of both the attention is there.
    return own.attended.image.defined()
               ? length_of(own.attended.image) + length_of(own.attended.text)
               : length_of(own.image.output);
}

/// Computes the most important tokens anew and puts them into what is kept → their indices, [B, n];
/// undefined when there are none.
at::Tensor ModuleReuse::selected(const models::Mlp& mlp, Kept& own) const {
    const at::Tensor& importance =
        kept(guide_->blocks_.at(static_cast<std::size_t>(mlp.block)), mlp).importance;
    const std::int64_t tokens = length_of(own.output);
    const auto count = std::clamp<std::int64_t>(
        std::llround(share_of(mlp) * static_cast<double>(tokens)), 0, tokens);
    if (count == 0) return {};
    const at::Tensor indices = std::get<1>(importance.topk(count, /*dim=*/1));
    const at::Tensor places = indices.unsqueeze(2).expand({-1, -1, own.output.size(2)});
    const at::Tensor fresh = mlp.compute(mlp.input().gather(1, places));
    // Not into the tensor itself: the streams may hold it.
    own.output = own.output.scatter(1, places, fresh);
    return indices;
}

std::int64_t ModuleReuse::bytes() const {
    std::vector<at::Tensor> held;
    for (const Block& block : blocks_) {
        held.insert(held.end(), {block.attended.image, block.attended.text, block.image.output,
                                 block.image.importance, block.text.output, block.text.importance});
    }
    return tensor_bytes(held);
}

}  // namespace plumbline::cache
