// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"
#include "models/registry.h"
#include "tensor_io/weight_map.h"

#include <span>

namespace plumbline::models {

/// A denoiser's weights with LoRA files merged into them: W + weight · alpha / rank · up · down, in
/// f32, computed matrix by matrix as they are read and kept nowhere. canonical: what the family's
/// canonical_names() gave. A layer may be called by its canonical name, by that of another layout
/// of the family, or by either with underscores for dots (kohya), behind the prefix of the program
/// that wrote it; what one layout keeps in one matrix and another apart (q, k, v) becomes rows of
/// the canonical matrix. 8-bit matrices that change become f32. Files of weight 0 are checked and
/// change nothing. Throws Error{Input} that names file and layers when one of them is none of the
/// model, has another shape, or cannot be read (read_lora).
[[nodiscard]] tensor_io::WeightMap with_loras(tensor_io::WeightMap canonical,
                                              const Family& family,
                                              std::span<const api::Lora> loras);

}  // namespace plumbline::models
