// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/stack_pass.h"
#include "models/block_hook.h"

#include <cstdint>
#include <vector>

namespace plumbline::cache {

/// The outputs of attention and MLPs, before their gates, of the last blocks of a stack (FORA), and
/// MLPs computed anew for the tokens that matter most (ProCache). A token matters as much as what
/// its attention gave is long. What is kept of a block, in tensors [B, L, D] of its tokens: two; of
/// a single-stream block that never selects tokens one, its parts' sum.
class ModuleReuse final : public models::BlockHook {
public:
    enum class Mode { Compute, Reuse, Select };
    /// What a block selects, as shares of tokens: of a single-stream block `image` is of all. 0:
    /// never.
    struct Selection {
        double image = 0, text = 0;
        [[nodiscard]] bool is_any() const { return image > 0 || text > 0; }
    };

    /// New run. Blocks before `first` are left alone; one selection a block of the stack.
    void begin(int first, std::vector<Selection> selections);
    void end();
    /// Before the blocks of a forward; pass: until it ends. guide: whose tokens are selected (a
    /// decision of one branch for both); itself when it decides.
    void begin_forward(StackPass& pass, Mode mode, const ModuleReuse& guide);
    /// Behind them: notes the share of tokens that were computed.
    void end_forward();

    [[nodiscard]] models::Attended attend(
        int block,
        const std::function<models::Attended()>& compute) override;
    [[nodiscard]] at::Tensor mlp(const models::Mlp& mlp) override;
    [[nodiscard]] std::int64_t bytes() const;

private:
    /// One MLP's tokens.
    struct Kept {
        at::Tensor output;      // [B, L, D]
        at::Tensor importance;  // [B, L] f32; where tokens are selected
    };
    struct Block {
        models::Attended attended;
        Kept image, text;  // of a single-stream block `image` is of all
    };
    [[nodiscard]] static const Kept& kept(const Block& block, const models::Mlp& mlp) {
        return mlp.tokens == models::MlpTokens::Text ? block.text : block.image;
    }
    [[nodiscard]] static Kept& kept(Block& block, const models::Mlp& mlp) {
        return mlp.tokens == models::MlpTokens::Text ? block.text : block.image;
    }
    [[nodiscard]] double share_of(const models::Mlp& mlp) const;
    [[nodiscard]] at::Tensor selected(const models::Mlp& mlp, Kept& kept) const;
    [[nodiscard]] std::int64_t tokens_of(int block) const;

    int first_ = 0;
    std::vector<Selection> selections_;
    std::vector<Block> blocks_;
    StackPass* pass_ = nullptr;
    Mode mode_ = Mode::Compute;
    const ModuleReuse* guide_ = nullptr;
    double computed_ = 0, selectable_ = 0;  // tokens, over the MLPs that select
};

}  // namespace plumbline::cache
