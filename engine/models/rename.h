// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::models {

/// One tensor, or all whose names begin so, under another name. A canonical tensor may be one of
/// several pieces here, joined along the first axis in the order of their numbers.
struct Rename {
    std::string_view from, to;
    int piece = 0, pieces = 1;
    bool halves_swapped = false;  // the first half of the rows is the canonical second half
};

/// Names below "<from>N." become those of the table below "<to>N.".
struct NumberedNames {
    std::string_view from, to;
    std::span<const Rename> table;
};

/// How the names of every layout of a family become canonical ones. Matched at the start of a name
/// (or of what follows the number), never in the middle; what no row knows stays as it is.
struct NameTable {
    std::vector<Rename> root;
    std::vector<NumberedNames> numbered;
};

/// "<from>12.rest" → "12." and "rest"; nothing when the name is none of these.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> split_number(
    const std::string& name,
    std::string_view from);

/// What another layout calls a canonical tensor, or one of its pieces.
struct OtherName {
    std::string name;
    int piece = 0, pieces = 1;
    bool halves_swapped = false;
};
/// All of them, for a canonical name; the canonical one is not among them.
[[nodiscard]] std::vector<OtherName> other_names(const std::string& canonical,
                                                 const NameTable& names);

/// The same tensors under canonical names. Pieces that are not all there stay as they are, so that
/// a strict load names them. Nothing is read. Throws Error{Input} when pieces do not fit together.
[[nodiscard]] tensor_io::WeightMap renamed(const tensor_io::WeightMap& weights,
                                           const NameTable& names);

/// The denoiser's tensors without the prefix of the program that wrote them; of a file that holds
/// a whole model (prefix "model.diffusion_model."), only those.
[[nodiscard]] tensor_io::WeightMap denoiser_part(const tensor_io::WeightMap& weights);

}  // namespace plumbline::models
