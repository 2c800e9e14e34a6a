// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace plumbline::records {

/// Whether a .safetensors file holds LoRA tensors, by the names in its header; false for anything
/// else and for what cannot be read.
[[nodiscard]] bool is_lora_file(const std::string& path);

}  // namespace plumbline::records
