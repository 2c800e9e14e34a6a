// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/rename.h"

#include <vector>

namespace plumbline::models {

// Canonical names of a dual-stream model are Flux.1's original ones. Source: engine specification
// 1.6, 1.7.

/// What diffusers calls the blocks of HunyuanVideo and Flux.1; q, k, v (and the MLP's entrance of a
/// single-stream block) are apart there.
[[nodiscard]] std::vector<NumberedNames> diffusers_dual_stream_blocks();
/// What it calls the embeddings and the final layer, whose modulation has its halves swapped.
[[nodiscard]] std::vector<Rename> diffusers_dual_stream_root();

}  // namespace plumbline::models
