// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tensor_io {

/// Header of a .safetensors file as its JSON says it, not yet checked against the data.
struct SafetensorsHeader {
    struct Tensor {
        std::string name;
        std::string dtype;
        std::vector<std::int64_t> shape;          // no negative size
        std::vector<std::uint64_t> data_offsets;  // begin, end; relative to the first data byte
    };
    std::vector<Tensor> tensors;  // names are unique
    std::map<std::string, std::string> metadata;
};

/// Reads the JSON text. Throws Error{Input} that names `path` for anything that is not of the
/// format's form: other types, unknown or missing fields, a name or field given twice, negative
/// sizes, nesting.
[[nodiscard]] SafetensorsHeader parse_safetensors_header(std::string_view json,
                                                         const std::filesystem::path& path);

/// "F32" to at::kFloat and so on; nullopt for a name that the format or this program does not know.
[[nodiscard]] std::optional<at::ScalarType> dtype_of_safetensors_name(std::string_view name);
/// The other way; empty when the format has no such type.
[[nodiscard]] std::string_view safetensors_name_of_dtype(at::ScalarType dtype);

}  // namespace plumbline::tensor_io
