// SPDX-License-Identifier: GPL-3.0-or-later
// A program of its own: it replaces operator new, also for LibTorch.
#include "cache/registry.h"
#include "cache/stack_pass.h"
#include "support/toy_denoiser.h"

#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
    ++allocations;
    if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
    std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace plumbline {
namespace {

/// Of one forward.
template <typename Blocks>
std::int64_t allocations_of(testing::ToyDenoiser& model,
                            const models::Conditioning& prompt,
                            const at::Tensor& latents,
                            const Blocks& blocks) {
    const c10::InferenceMode inference;
    const std::int64_t before = allocations;
    {
        models::BlockContext context;
        models::Streams input = model.embed(latents, 500, prompt, context);
        static_cast<void>(model.head(blocks(std::move(input), context), context));
    }
    return allocations - before;
}

/// A step without a cache costs what the model's own loop over its blocks does: its pass and its
/// record leave the heap alone.
TEST(Allocations, AreTheModelsAloneWithoutACache) {
    testing::ToyDenoiser model({.two_streams = true});
    const models::Conditioning prompt = model.prompt(1);
    const at::Tensor latents = model.noise(2);
    const auto none = cache::find_policy("none").make("wan", {});
    none->begin({.stack = model.shape(), .steps = 20, .guidance = false});
    const Checkpoint checkpoint;
    const cache::StepInfo step{.steps = 20, .calls = 20, .guidance = false};
    const auto by_hand = [&](models::Streams streams, models::BlockContext& context) {
        model.will_run(0, model.shape().blocks);
        for (int block = 0; block < model.shape().blocks; ++block)
            streams = model.run_block(block, streams, context);
        return streams;
    };
    const auto by_pass = [&](models::Streams streams, models::BlockContext& context) {
        cache::StackPass pass(model, context, std::move(streams), step, api::Branch::Cond,
                              checkpoint);
        models::Streams output = none->forward(pass);
        EXPECT_EQ(pass.record().ran.count(), model.shape().blocks);
        return output;
    };
    // The first of each warms what LibTorch keeps.
    static_cast<void>(allocations_of(model, prompt, latents, by_hand));
    static_cast<void>(allocations_of(model, prompt, latents, by_pass));
    const std::int64_t models_own = allocations_of(model, prompt, latents, by_hand);
    EXPECT_GT(models_own, model.shape().blocks);
    EXPECT_EQ(allocations_of(model, prompt, latents, by_pass), models_own);
}

}  // namespace
}  // namespace plumbline
