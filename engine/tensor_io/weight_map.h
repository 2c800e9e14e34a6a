// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tensor_io {

/// Where one tensor lies: a slice of a mapped file, a tensor in memory, or several of these joined.
struct WeightEntry {
    at::ScalarType dtype = at::kFloat;
    std::vector<std::int64_t> shape;
    std::shared_ptr<const base::MappedFile> file;  // null for one in memory
    std::size_t offset = 0;                        // of its first byte in the file
    std::size_t bytes = 0;
    std::vector<std::int64_t>
        strides;                     // in elements; empty: contiguous (torch zip files may differ)
    at::Tensor memory;               // defined only for one in memory
    std::vector<WeightEntry> parts;  // joined along the first axis, in this order; empty: one piece
    /// One number that the stored values are multiplied by; null: there is none. See
    /// scaled_weights.h.
    std::shared_ptr<const WeightEntry> scale{};
    /// Of one with parts: what is done to the joined values, which it may write into, when they are
    /// read. Null: nothing.
    std::function<void(at::Tensor& values)> change{};
};

/// Rows [first, first + count) of a tensor in one piece; nothing is read.
[[nodiscard]] WeightEntry rows_of(const WeightEntry& entry, std::int64_t first, std::int64_t count);

/// Tensors by name, whatever the file format. Nothing is read until tensor() is called, and then
/// file-backed tensors are views of the mapping (no copy), which they keep alive.
class WeightMap {
public:
    void add(std::string name,
             const WeightEntry& entry);             // throws Error{Input} when the name exists
    void add(std::string name, at::Tensor tensor);  // in memory
    /// One tensor out of several, joined along the first axis when it is read (what one naming
    /// stores apart and another in one). Throws Error{Input} when they do not fit together.
    void add_joined(std::string name, std::vector<WeightEntry> parts);

    /// From now on the tensor's values are f32, scale multiplied in, and `change` acts on a copy of
    /// them of the stored shape at every reading; several act in the order given. Nothing is read
    /// here. Throws Error{Input} when the tensor is missing.
    void change(const std::string& name, std::function<void(at::Tensor& values)> change);

    [[nodiscard]] bool contains(const std::string& name) const;
    [[nodiscard]] const WeightEntry& entry(
        const std::string& name) const;  // Error{Input} when missing
    /// The stored values, stored dtype, CPU; a read-only view where it lies in a file in one piece.
    [[nodiscard]] at::Tensor tensor(const std::string& name) const;
    /// What the stored values of a tensor are multiplied by, 1 when nothing is said. Throws
    /// Error{Input} when it is no positive number.
    [[nodiscard]] double scale(const std::string& name) const;
    [[nodiscard]] const std::map<std::string, WeightEntry>& entries() const { return entries_; }
    [[nodiscard]] std::size_t total_bytes() const;

    /// The same tensors under the names that `rename` gives; nullopt drops the tensor.
    /// Throws Error{Input} when two get the same name.
    [[nodiscard]] WeightMap renamed(
        const std::function<std::optional<std::string>(const std::string&)>& rename) const;
    /// The tensors whose names begin with the prefix, without it.
    [[nodiscard]] WeightMap behind(std::string_view prefix) const;
    /// Strips the first of `prefixes` that every tensor name carries, if any.
    [[nodiscard]] WeightMap without_common_prefix(const std::vector<std::string>& prefixes) const;

    /// safetensors "__metadata__", merged over shards.
    std::map<std::string, std::string> metadata;
    /// For messages: the file or folder that it came from.
    std::string origin;

private:
    std::map<std::string, WeightEntry> entries_;
};

/// Opens .safetensors, a sharded set (its *.index.json, or any file of it), or a torch zip (.pth,
/// .pt), by content, not by name. Headers are validated in full (see safetensors.h); data is not
/// touched. Throws Error{Input}: what, which file, which tensor, what to do.
[[nodiscard]] WeightMap open_weights(const std::filesystem::path& path);

}  // namespace plumbline::tensor_io
