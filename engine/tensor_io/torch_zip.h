// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"

#include <filesystem>

namespace plumbline::tensor_io {

/// A checkpoint written by torch.save: an uncompressed zip whose data.pkl is read by a small
/// interpreter that knows only dictionaries, lists, tuples, strings, numbers and torch's tensor and
/// storage constructors. It runs nothing: any other class is an error. Nested roots "module",
/// "model", "state_dict" are peeled; entries beside the tensors (a step count, options) are left
/// out. Tensors are views of the mapped file, strided where they were saved so. Throws Error{Input}
/// with one line, for every fault of zip or pickle.
[[nodiscard]] WeightMap open_torch_zip(const std::filesystem::path& path);

}  // namespace plumbline::tensor_io
