// SPDX-License-Identifier: GPL-3.0-or-later
// Whole runs with LoRA files, and what their records say of them.
#include "base/file.h"
#include "base/sha256.h"
#include "engine/pipeline/tiny_run.h"
#include "records/recipe_json.h"
#include "support/expect_error.h"
#include "tensor_io/safetensors.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>

#include <span>

namespace plumbline::tests {
namespace {

class LoraRun : public TinyRun {
protected:
    LoraRun() : file_(place("style.safetensors")) {
        const std::string layer = "diffusion_model.blocks.1.ffn.0";
        tensor_io::write_safetensors(file_, {{layer + ".lora_up.weight", at::full({128, 2}, 0.3)},
                                             {layer + ".lora_down.weight",
                                              at::arange(128).view({2, 64}).to(at::kFloat) / 99},
                                             {layer + ".alpha", at::scalar_tensor(1.0F)}});
    }
    [[nodiscard]] api::Recipe styled(double weight) const {
        api::Recipe with = recipe("0.5");
        with.loras = {{file_, weight}};
        return with;
    }

    std::string file_;
};

TEST_F(LoraRun, ChangesTheResultAsMuchAsItsWeightSays) {
    const at::Tensor plain = latents_of(recipe("0.5"));
    EXPECT_TRUE(at::equal(latents_of(styled(0.0)), plain)) << "weight 0 must change no bit";
    const at::Tensor some = latents_of(styled(0.2)), more = latents_of(styled(0.8));
    const auto distance = [&](const at::Tensor& a) {
        return (a - plain).abs().mean().item<double>();
    };
    EXPECT_GT(distance(some), 0);
    EXPECT_GT(distance(more), distance(some));
    EXPECT_TRUE(at::equal(latents_of(styled(0.2)), some));
}

TEST_F(LoraRun, TheRecordNamesFileWeightAndContent) {
    api::Recipe wanted = styled(0.2);
    wanted.trace = place("run.jsonl");
    const at::Tensor latents = latents_of(wanted);
    const auto record = stored_record(place("latents_of.safetensors"));
    const std::string content = base::read_file(file_);
    const std::string hash = base::sha256(std::as_bytes(std::span(content)));
    const auto& lora = record["recipe"]["lora"];
    ASSERT_EQ(lora.size(), 1U);
    EXPECT_EQ(lora[0]["file"], file_);
    EXPECT_EQ(lora[0]["weight"], 0.2);
    EXPECT_EQ(lora[0]["sha256"], hash);
    EXPECT_EQ(record["model"]["files"]["lora_1"], hash);
    EXPECT_EQ(trace_lines(wanted.trace).front()["recipe"]["lora"], lora);

    // The record is a recipe that does the same again.
    api::Recipe again = recipe("0.5");
    records::read_recipe(again, record.dump(), "record");
    again.model = model();
    EXPECT_TRUE(at::equal(latents_of(again), latents));
    EXPECT_FALSE(stored_record(place("latents_of.safetensors"))["recipe"]["lora"].is_null());
}

TEST_F(LoraRun, WhatIsWrongWithAFileIsSaidBeforeAnyWork) {
    api::Recipe wanted = styled(1.0);
    wanted.loras.front().file = place("gone.safetensors");
    bool began = false;
    const Watch watch = [&](const api::Body& body, api::RunControl&) {
        const auto* phase = std::get_if<api::PhaseEvent>(&body);
        began = began || (phase != nullptr && phase->phase != api::Phase::Load);
    };
    expect_error(ErrorKind::Input, "gone.safetensors",
                 [&] { return run_recipe(wanted, watch).cancelled; });
    EXPECT_FALSE(began);
    api::Recipe recorded = styled(1.0);
    recorded.record_case = place("case");
    expect_error(ErrorKind::Usage, "LoRA files has no recorded form",
                 [&] { return run_recipe(recorded).cancelled; });
}

}  // namespace
}  // namespace plumbline::tests
