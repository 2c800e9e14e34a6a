// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/stack_pass.h"
#include "engine/models/tiny_dual_stream.h"
#include "engine/models/tiny_wan.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

namespace plumbline::testing {

/// A tiny model of a family with a recorded input.
class HookedFamily : public ::testing::TestWithParam<const char*> {
protected:
    HookedFamily() {
        const std::string family = GetParam();
        if (family != "wan") {
            const models::TinyForward recorded(family, "forward_a");
            model_ = models::open_tiny(models::tiny_weights(family, "original"), family);
            latents_ = recorded.latents;
            conditioning_ = model_->prepare(recorded.given);
            return;
        }
        const auto recorded = tests::golden("wan_tiny/forward_a.safetensors");
        model_ = std::make_unique<models::wan::WanDenoiser>(
            models::wan::open(tests::golden("wan_tiny/weights_original.safetensors")));
        latents_ = recorded.tensor("latents");
        if (latents_.dim() == 4) latents_ = latents_.unsqueeze(0);
        conditioning_ =
            model_->prepare(models::wan::conditioning_of(recorded.tensor("context").unsqueeze(0)));
    }

    /// One pass at this time; `prepare` may put a hook on it.
    template <typename Prepare>
    std::pair<at::Tensor, api::PassRecord> predict(double t, const Prepare& prepare) {
        context_ = {};
        cache::StackPass pass(*model_, context_,
                              model_->embed(latents_, t, conditioning_, context_), {},
                              api::Branch::Cond, checkpoint_);
        prepare(pass);
        const at::Tensor prediction = model_->head(pass.run_all(), context_);
        return {prediction, pass.record()};
    }
    [[nodiscard]] int blocks() const { return model_->shape().blocks; }

    c10::InferenceMode inference_;
    std::unique_ptr<models::Denoiser> model_;
    at::Tensor latents_;
    models::Conditioning conditioning_;
    Checkpoint checkpoint_{[] {}};
    models::BlockContext context_;  // of the last pass
};

}  // namespace plumbline::testing
