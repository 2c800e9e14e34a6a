// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_map.h"

#include "base/check.h"
#include "tensor_io/in_quotes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace plumbline::tensor_io {
namespace {

/// entry: file-backed, not empty. Returns a view of the mapping, or of a copy where alignment
/// forbids one.
at::Tensor view_of_file(const WeightEntry& entry) {
    const std::byte* data = entry.file->bytes().data() + entry.offset;
    const std::size_t element_bytes = at::elementSize(entry.dtype);
    const auto options = at::TensorOptions().dtype(entry.dtype);
    if (reinterpret_cast<std::uintptr_t>(data) % element_bytes != 0) {
        // Reading a misaligned element is undefined behaviour, so these few tensors are copied.
        const auto count = static_cast<std::int64_t>(entry.bytes / element_bytes);
        at::Tensor copy = at::empty({count}, options);
        std::memcpy(copy.mutable_data_ptr(), data, copy.nbytes());
        return entry.strides.empty() ? copy.view(entry.shape)
                                     : copy.as_strided(entry.shape, entry.strides);
    }
    auto keep_mapping = [file = entry.file](void*) {};
    void* address = const_cast<std::byte*>(data);
    return entry.strides.empty()
               ? at::from_blob(address, entry.shape, std::move(keep_mapping), options)
               : at::from_blob(address, entry.shape, entry.strides, std::move(keep_mapping),
                               options);
}

}  // namespace

void WeightMap::add(std::string name, const WeightEntry& entry) {
    const bool is_in_memory = entry.memory.defined();
    PLUMBLINE_CHECK(is_in_memory || entry.file != nullptr, "weight {} lies nowhere",
                    in_quotes(name));
    if (!is_in_memory) {
        const std::size_t size = entry.file->bytes().size();
        PLUMBLINE_CHECK(entry.offset <= size && entry.bytes <= size - entry.offset,
                        "weight {} lies outside its file", in_quotes(name));
    }
    const auto [position, is_new] = entries_.try_emplace(std::move(name), entry);
    if (!is_new) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: tensor {} is there twice", origin, in_quotes(position->first)),
                    "the file is damaged or mixes two models; get it again");
    }
}

void WeightMap::add(std::string name, at::Tensor tensor) {
    PLUMBLINE_CHECK(tensor.defined(), "weight {} is undefined", in_quotes(name));
    WeightEntry entry;
    entry.dtype = tensor.scalar_type();
    entry.shape = tensor.sizes().vec();
    entry.bytes = tensor.nbytes();
    entry.memory = std::move(tensor);
    add(std::move(name), entry);
}

bool WeightMap::contains(const std::string& name) const {
    return entries_.contains(name);
}

const WeightEntry& WeightMap::entry(const std::string& name) const {
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
        throw Error(ErrorKind::Input, fmt::format("{}: no tensor {}", origin, in_quotes(name)),
                    "the file belongs to another model or is incomplete");
    }
    return found->second;
}

at::Tensor WeightMap::tensor(const std::string& name) const {
    const WeightEntry& stored = entry(name);
    if (stored.memory.defined()) return stored.memory;
    if (std::ranges::find(stored.shape, 0) != stored.shape.end()) {
        return at::empty(stored.shape, at::TensorOptions().dtype(stored.dtype));
    }
    if (stored.dtype != at::kBool) return view_of_file(stored);
    // A byte that is neither 0 nor 1 is no bool; such a file would make every later read undefined.
    WeightEntry as_bytes = stored;
    as_bytes.dtype = at::kByte;
    return view_of_file(as_bytes).ne(0);
}

std::size_t WeightMap::total_bytes() const {
    std::size_t total = 0;
    for (const auto& [name, entry] : entries_) total += entry.bytes;
    return total;
}

WeightMap WeightMap::renamed(
    const std::function<std::optional<std::string>(const std::string&)>& rename) const {
    WeightMap result;
    result.metadata = metadata;
    result.origin = origin;
    for (const auto& [name, entry] : entries_) {
        if (std::optional<std::string> new_name = rename(name)) {
            result.add(std::move(*new_name), entry);
        }
    }
    return result;
}

WeightMap WeightMap::without_common_prefix(const std::vector<std::string>& prefixes) const {
    for (const std::string& prefix : prefixes) {
        const bool is_common =
            !prefix.empty() && !entries_.empty() &&
            std::ranges::all_of(entries_, [&](const auto& item) {
                return item.first.size() > prefix.size() && item.first.starts_with(prefix);
            });
        if (!is_common) continue;
        return renamed([&](const std::string& name) { return name.substr(prefix.size()); });
    }
    return *this;
}

}  // namespace plumbline::tensor_io
