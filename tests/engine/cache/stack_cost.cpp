// SPDX-License-Identifier: GPL-3.0-or-later
// A run of a toy stack under one method, for an instruction counter. Run by hand:
//   valgrind --tool=callgrind --toggle-collect='run_stack*' bin/stack_cost METHOD [THRESHOLD]
#include "cache/registry.h"
#include "cache/stack_pass.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

namespace {

using namespace plumbline;

constexpr int kBlocks = 6, kSteps = 50;
constexpr std::int64_t kTokens = 24, kWidth = 16;

/// As the tests' toy, blocks of one small matrix product each, and in no header but the engine's,
/// so that it builds against older versions too.
class SmallDenoiser final : public models::Denoiser {
public:
    SmallDenoiser() {
        shape_ = {.blocks = kBlocks,
                  .probe_blocks = kBlocks,
                  .cost = std::vector<double>(kBlocks, 1.0 / kBlocks)};
    }
    const models::StackShape& shape() const override { return shape_; }
    models::Conditioning prepare(const models::Conditioning& given) override { return given; }
    models::Streams embed(const at::Tensor& latents,
                          double,
                          const models::Conditioning&,
                          models::BlockContext&) override {
        return {.image = latents, .text = {}};
    }
    models::Streams run_block(int index,
                              const models::Streams& streams,
                              const models::BlockContext&) override {
        models::Streams next = streams;
        next.image = streams.image + 0.5 * at::tanh(at::matmul(streams.image, weights_));
        next.at = index + 1;
        return next;
    }
    at::Tensor head(const models::Streams& streams, const models::BlockContext&) override {
        return streams.image;
    }
    std::int64_t weight_bytes() const override { return 0; }

private:
    models::StackShape shape_;
    at::Tensor weights_ = at::full({kWidth, kWidth}, 0.01);
};

}  // namespace

/// Every step of one branch. Outside of the namespace, so that a counter finds it by its name.
void run_stack(models::Denoiser& denoiser, cache::CachePolicy& policy, const at::Tensor& tokens) {
    const Checkpoint checkpoint;
    for (int step = 0; step < kSteps; ++step) {
        cache::StepInfo info;
        info.step = info.call = step;
        info.steps = info.calls = kSteps;
        info.guidance = false;
        models::BlockContext context;
        cache::StackPass pass(denoiser, context, denoiser.embed(tokens, 0, {}, context), info,
                              api::Branch::Cond, checkpoint);
        static_cast<void>(denoiser.head(policy.forward(pass), context));
        static_cast<void>(pass.record());
    }
}

int main(int argc, char** argv) {
    try {
        const c10::InferenceMode inference;
        const std::string method = argc > 1 ? argv[1] : "none";
        api::Params changed;
        if (argc > 2) changed["threshold"] = std::atof(argv[2]);
        const cache::PolicyEntry& entry = cache::find_policy(method);
        const auto policy =
            entry.make("flux", api::complete(method, entry.params("flux"), changed));
        SmallDenoiser denoiser;
        policy->begin({.stack = denoiser.shape(), .steps = kSteps, .guidance = false});
        run_stack(denoiser, *policy, at::ones({1, kTokens, kWidth}));
        policy->end();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "stack_cost: %s\n", error.what());
        return 1;
    }
    return 0;
}
