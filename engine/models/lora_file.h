// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <filesystem>
#include <string>
#include <vector>

namespace plumbline::models {

/// What a LoRA file does to one layer: factor · up · down is added to its weight, or factor · up
/// where the whole difference is stored.
struct LoraChange {
    std::string layer;      // as the file calls it
    std::string parameter;  // of the layer: "weight" or "bias"
    std::string up;         // tensor of the file: [out, rank, …], or the difference itself
    std::string down;       // [rank, in, …]; empty: `up` is the difference
    double factor = 1.0;    // alpha / rank; 1 where nothing says
};

struct LoraFile {
    tensor_io::WeightMap weights;
    std::vector<LoraChange> changes;
};

/// Reads a LoRA file (safetensors or torch zip) of any program: "lora_A"/"lora_B" (PEFT,
/// diffusers), "lora_down"/"lora_up" (kohya), "lora.down"/"lora.up" (older diffusers), each with
/// "alpha" or an alpha in the file's metadata or in the adapter_config.json beside it, and whole
/// differences ("diff", "diff_b"). Only alphas are read. Throws Error{Input} for a file that is no
/// LoRA, one of a kind that is not supported (DoRA, LoHa, LoKr, …), one that lacks a half.
[[nodiscard]] LoraFile read_lora(const std::filesystem::path& path);

}  // namespace plumbline::models
