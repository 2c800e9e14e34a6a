// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_map.h"

#include "base/check.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

/// As stored, CPU. Of an entry in one piece.
at::Tensor stored_values(const WeightEntry& stored) {
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

/// What an entry's stored values are multiplied by, 1 when nothing is said.
double scale_value(const WeightEntry& stored, const std::string& origin, const std::string& name) {
    if (stored.scale == nullptr) return 1.0;
    const at::Tensor value = stored_values(*stored.scale).to(at::kDouble);
    // On the host, and one a tensor loaded.
    const double scale = value.numel() == 1 ? value.item<double>() : 0.0;
    if (std::isfinite(scale) && scale > 0) return scale;
    throw Error(
        ErrorKind::Input,
        fmt::format("{}: the scale of tensor {} is no positive number", origin, in_quotes(name)),
        "the file is damaged; get it again");
}

bool is_scaled(const WeightEntry& entry) {
    return entry.scale != nullptr;
}

/// Pieces with scales of their own are unscaled here: one tensor cannot carry several.
at::Tensor joined_values(const WeightEntry& joined,
                         const std::string& origin,
                         const std::string& name) {
    std::vector<at::Tensor> pieces;
    for (const WeightEntry& part : joined.parts) {
        const at::Tensor values =
            part.parts.empty() ? stored_values(part) : joined_values(part, origin, name);
        pieces.push_back(joined.dtype == part.dtype
                             ? values
                             : unscaled(values, scale_value(part, origin, name), joined.dtype));
    }
    at::Tensor whole = at::cat(pieces, 0);  // a copy, also of a single piece
    if (joined.change) joined.change(whole);
    return whole;
}

bool fit_together(const WeightEntry& a, const WeightEntry& b) {
    return a.dtype == b.dtype && !a.shape.empty() && a.shape.size() == b.shape.size() &&
           std::equal(a.shape.begin() + 1, a.shape.end(), b.shape.begin() + 1);
}

}  // namespace

WeightEntry rows_of(const WeightEntry& entry, std::int64_t first, std::int64_t count) {
    PLUMBLINE_CHECK(entry.parts.empty() && !entry.shape.empty() && first >= 0 && count >= 0 &&
                        first + count <= entry.shape[0],
                    "rows {} to {} of a tensor without them", first, first + count);
    WeightEntry rows = entry;
    rows.shape[0] = count;
    if (entry.memory.defined()) {
        rows.memory = entry.memory.narrow(0, first, count);
        rows.bytes = rows.memory.nbytes();
        return rows;
    }
    std::int64_t stride = 1;  // elements from one row to the next
    for (std::size_t axis = 1; axis < entry.shape.size(); ++axis) stride *= entry.shape[axis];
    if (!entry.strides.empty()) stride = entry.strides[0];
    const std::size_t row_bytes = static_cast<std::size_t>(stride) * at::elementSize(entry.dtype);
    rows.offset += static_cast<std::size_t>(first) * row_bytes;
    rows.bytes = entry.strides.empty() ? static_cast<std::size_t>(count) * row_bytes
                                       : entry.bytes - static_cast<std::size_t>(first) * row_bytes;
    return rows;
}

void WeightMap::add(std::string name, const WeightEntry& entry) {
    const bool is_in_file = entry.file != nullptr && !entry.memory.defined();
    PLUMBLINE_CHECK(is_in_file || entry.memory.defined() || !entry.parts.empty(),
                    "weight {} lies nowhere", in_quotes(name));
    if (is_in_file) {
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

void WeightMap::add_joined(std::string name, std::vector<WeightEntry> parts) {
    PLUMBLINE_CHECK(!parts.empty(), "weight {} has no parts", in_quotes(name));
    WeightEntry joined;
    joined.dtype = parts.front().dtype;
    joined.shape = parts.front().shape;
    joined.bytes = parts.front().bytes;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        if (!fit_together(parts.front(), parts[i])) {
            throw Error(
                ErrorKind::Input,
                fmt::format("{}: the parts of {} do not fit together", origin, in_quotes(name)),
                "the file is damaged or mixes two models; get it again");
        }
        joined.shape[0] += parts[i].shape[0];
        joined.bytes += parts[i].bytes;
    }
    if (std::ranges::any_of(parts, is_scaled)) joined.dtype = at::kFloat;
    joined.parts = std::move(parts);
    add(std::move(name), joined);
}

void WeightMap::change(const std::string& name, std::function<void(at::Tensor& values)> change) {
    PLUMBLINE_CHECK(change != nullptr, "weight {} is changed by nothing", in_quotes(name));
    const WeightEntry& stored = entry(name);
    PLUMBLINE_CHECK(!stored.shape.empty(), "weight {} is one number", in_quotes(name));
    WeightEntry changed;
    changed.dtype = at::kFloat;
    changed.shape = stored.shape;
    changed.bytes = at::elementSize(at::kFloat);
    for (const std::int64_t size : stored.shape) changed.bytes *= static_cast<std::size_t>(size);
    changed.parts = {stored};
    changed.change = std::move(change);
    entries_[name] = std::move(changed);
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
    return stored.parts.empty() ? stored_values(stored) : joined_values(stored, origin, name);
}

double WeightMap::scale(const std::string& name) const {
    return scale_value(entry(name), origin, name);
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

WeightMap WeightMap::behind(std::string_view prefix) const {
    return renamed([&](const std::string& name) -> std::optional<std::string> {
        if (!name.starts_with(prefix)) return std::nullopt;
        return name.substr(prefix.size());
    });
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
