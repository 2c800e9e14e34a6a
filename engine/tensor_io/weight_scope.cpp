// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_scope.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/scaled_weights.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace plumbline::tensor_io {
namespace {

constexpr std::int64_t kAnySize = -1;

std::string shape_text(const std::vector<std::int64_t>& shape) {
    std::vector<std::string> sizes;
    for (const std::int64_t size : shape) {
        sizes.push_back(size == kAnySize ? "any" : std::to_string(size));
    }
    return fmt::format("[{}]", fmt::join(sizes, ", "));
}

bool matches(const std::vector<std::int64_t>& shape, const std::vector<std::int64_t>& wanted) {
    return std::ranges::equal(shape, wanted, [](std::int64_t size, std::int64_t want) {
        return want == kAnySize || size == want;
    });
}

}  // namespace

WeightScope::WeightScope(const WeightMap& weights, Placement placement)
    : weights_(&weights), placement_(std::move(placement)), record_(std::make_shared<Record>()) {}

WeightScope WeightScope::operator[](std::string_view child) const {
    WeightScope scope = *this;
    scope.prefix_ = full_name(child) + ".";
    return scope;
}

bool WeightScope::contains(std::string_view name) const {
    return weights_->contains(full_name(name));
}

std::string WeightScope::take(std::string_view name, const std::vector<std::int64_t>& shape) const {
    placement_.checkpoint();
    std::string full = full_name(name);
    const WeightEntry& entry = weights_->entry(full);
    if (!matches(entry.shape, shape)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: tensor {} has the shape {}, {} expected", weights_->origin,
                                in_quotes(full), shape_text(entry.shape), shape_text(shape)),
                    "the file belongs to another model or to another size of it");
    }
    record_->names.insert(full);
    return full;
}

void WeightScope::expect(std::string_view name, const std::vector<std::int64_t>& shape) const {
    static_cast<void>(take(name, shape));
}

at::Tensor WeightScope::tensor(std::string_view name,
                               const std::vector<std::int64_t>& shape) const {
    const std::string full = take(name, shape);
    const at::Tensor stored = weights_->tensor(full);
    record_->bytes += stored.numel() * static_cast<std::int64_t>(at::elementSize(placement_.dtype));
    if (weights_->entry(full).scale == nullptr)
        return stored.to(placement_.device, placement_.dtype);
    // Few bytes go to the device, and more are made of them there.
    return unscaled(stored.to(placement_.device), weights_->scale(full), placement_.dtype);
}

StoredTensor WeightScope::stored(std::string_view name,
                                 const std::vector<std::int64_t>& shape) const {
    if (!is_float8(weights_->entry(full_name(name)).dtype)) return {.tensor = tensor(name, shape)};
    const std::string full = take(name, shape);
    StoredTensor stored{.tensor = weights_->tensor(full).to(placement_.device),
                        .scale = weights_->scale(full)};
    record_->bytes += static_cast<std::int64_t>(stored.tensor.nbytes());
    return stored;
}

at::Tensor WeightScope::optional_tensor(std::string_view name,
                                        const std::vector<std::int64_t>& shape) const {
    return contains(name) ? tensor(name, shape) : at::Tensor();
}

std::vector<std::int64_t> WeightScope::shape(std::string_view name) const {
    return weights_->entry(full_name(name)).shape;
}

int WeightScope::count_children() const {
    const auto& entries = weights_->entries();
    int count = 0;
    while (true) {
        const std::string child = fmt::format("{}{}.", prefix_, count);
        const auto first = entries.lower_bound(child);
        if (first == entries.end() || !first->first.starts_with(child)) return count;
        ++count;
    }
}

std::string WeightScope::full_name(std::string_view name) const {
    return prefix_ + std::string(name);
}

void WeightScope::ignore(std::string_view name) const {
    record_->names.insert(full_name(name));
}

void WeightScope::expect_all_taken(std::string_view what) const {
    std::vector<std::string> left_over;
    for (const auto& [name, entry] : weights_->entries()) {
        if (!name.starts_with(prefix_) || record_->names.contains(name)) continue;
        left_over.push_back(name);
    }
    if (left_over.empty()) return;
    throw Error(
        ErrorKind::Input,
        fmt::format("{}: {} tensor{} not part of {}: {}", weights_->origin, left_over.size(),
                    left_over.size() == 1 ? " is" : "s are", what, in_quotes(left_over)),
        "the file belongs to another model or to a variant that is not supported");
}

}  // namespace plumbline::tensor_io
