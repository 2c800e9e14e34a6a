// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace plumbline::cache {

/// Bytes that these tensors hold: whole storages, each once; undefined ones none.
[[nodiscard]] std::int64_t tensor_bytes(const std::vector<at::Tensor>& tensors);

}  // namespace plumbline::cache
