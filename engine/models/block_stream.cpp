// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/block_stream.h"

#include "base/check.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cctype>

namespace plumbline::models {
namespace {

using tensor_io::is_float8;
using tensor_io::WeightEntry;
using tensor_io::WeightMap;

constexpr std::int64_t kAlignment = 256;  // of CUDA's allocations; kernels read 16 bytes at once
constexpr std::array<std::string_view, 3> kStacks{"blocks.", "double_blocks.", "single_blocks."};

/// The part of a block's buffer that one tensor takes.
at::Tensor part_of(const at::Tensor& buffer,
                   std::int64_t offset,
                   std::int64_t bytes,
                   at::ScalarType dtype,
                   const std::vector<std::int64_t>& shape) {
    return buffer.narrow(0, offset, bytes).view(dtype).view(shape);
}

}  // namespace

std::string_view block_of(std::string_view name) {
    for (const std::string_view stack : kStacks) {
        if (!name.starts_with(stack)) continue;
        std::size_t end = stack.size();
        while (end < name.size() && std::isdigit(static_cast<unsigned char>(name[end])) != 0) ++end;
        if (end > stack.size() && end < name.size() && name[end] == '.')
            return name.substr(0, end + 1);
    }
    return {};
}

BlockStream::BlockStream(const tensor_io::WeightScope& scope,
                         const std::vector<Parameter>& parameters,
                         HostCopies copies)
    : weights_(scope.weights()),
      placement_(scope.placement()),
      keeps_copies_(copies == HostCopies::Kept || !placement_.device.is_cpu()) {
    const c10::NoGradGuard no_grad;
    std::string_view last;
    for (const auto& [name, shape] : parameters) {
        const std::string_view place = block_of(name);
        if (place.empty()) continue;
        scope.expect(name, shape);
        if (place != last) blocks_.emplace_back();
        last = place;
        Block& block = blocks_.back();
        Item item = item_of(name, shape);
        if (!item.is_view) {
            item.offset = block.bytes;
            block.bytes += (item.bytes + kAlignment - 1) / kAlignment * kAlignment;
        }
        block.items.push_back(std::move(item));
    }
    const auto bytes = at::TensorOptions().dtype(at::kByte);
    std::int64_t largest = 0;
    for (const Block& block : blocks_) largest = std::max(largest, block.bytes);
    for (Buffer& buffer : buffers_)
        buffer.bytes = at::empty({largest}, bytes.device(placement_.device));
    copies_ = cuda::make_copy_stream(placement_.device);
    if (!keeps_copies_) return;
    for (Block& block : blocks_) {
        block.copy = at::empty({block.bytes}, bytes.pinned_memory(!placement_.device.is_cpu()));
        convert(block, block.copy);
    }
}

BlockStream::Item BlockStream::item_of(const std::string& name,
                                       const std::vector<std::int64_t>& shape) const {
    const WeightEntry& stored = weights_.entry(name);
    // As WeightScope: matrices in 8-bit floats stay so, all else comes in the dtype computed in.
    const bool stays = is_float8(stored.dtype) && shape.size() == 2;
    Item item;
    item.name = name;
    item.dtype = stays ? stored.dtype : placement_.dtype;
    item.shape = shape;
    item.bytes =
        c10::multiply_integers(shape) * static_cast<std::int64_t>(c10::elementSize(item.dtype));
    if (stays) item.scale = stored.scale;
    item.is_view = !keeps_copies_ && stored.dtype == item.dtype && stored.parts.empty();
    return item;
}

void BlockStream::convert(const Block& block, at::Tensor& to) const {
    for (const Item& item : block.items) {
        if (item.is_view) continue;
        placement_.checkpoint();
        at::Tensor values = weights_.tensor(item.name);
        if (is_float8(values.scalar_type()) && !is_float8(item.dtype))
            values = tensor_io::unscaled(values, weights_.scale(item.name), item.dtype);
        part_of(to, item.offset, item.bytes, item.dtype, item.shape).copy_(values);
    }
}

void BlockStream::fetch(int index) {
    const Block& block = blocks_[static_cast<std::size_t>(index)];
    Buffer& buffer = buffer_of(index);
    buffer.holds = -1;
    if (block.copy.defined()) {
        at::Tensor to = buffer.bytes.narrow(0, 0, block.bytes);
        copies_->fill(index % 2, to, block.copy);
    } else {
        convert(block, buffer.bytes);
    }
    WeightMap tensors;
    tensors.origin = weights_.origin;
    for (const Item& item : block.items) {
        WeightEntry entry;
        entry.memory = item.is_view
                           ? weights_.tensor(item.name)
                           : part_of(buffer.bytes, item.offset, item.bytes, item.dtype, item.shape);
        entry.dtype = item.dtype;
        entry.shape = item.shape;
        entry.bytes = static_cast<std::size_t>(item.bytes);
        entry.scale = item.scale;
        tensors.add(item.name, entry);
    }
    buffer.tensors = std::move(tensors);
    buffer.holds = index;
    ++fetched_;
}

void BlockStream::expect(int first, int end) {
    PLUMBLINE_CHECK(0 <= first && first <= end && end <= blocks(), "blocks {} to {} of {}", first,
                    end, blocks());
    expected_end_ = end;
}

const WeightMap& BlockStream::begin(int index) {
    PLUMBLINE_CHECK(0 <= index && index < blocks(), "block {} of {}", index, blocks());
    const c10::NoGradGuard no_grad;
    if (buffer_of(index).holds != index) fetch(index);
    const int next = index + 1;
    if (next < expected_end_ && buffer_of(next).holds != next) fetch(next);
    copies_->wait(index % 2);
    return buffer_of(index).tensors;
}

void BlockStream::done(int index) {
    copies_->release(index % 2);
}

std::int64_t BlockStream::buffer_bytes() const {
    std::int64_t sum = 0;
    for (const Buffer& buffer : buffers_) sum += buffer.bytes.numel();
    return sum;
}

}  // namespace plumbline::models
