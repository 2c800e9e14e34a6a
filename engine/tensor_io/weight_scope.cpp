// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/weight_scope.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace plumbline::tensor_io {
namespace {

constexpr std::int64_t kAnySize = -1;
constexpr std::size_t kMostNamesListed = 8;

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
    : weights_(&weights),
      placement_(std::move(placement)),
      taken_(std::make_shared<std::set<std::string>>()) {}

WeightScope WeightScope::operator[](std::string_view child) const {
    WeightScope scope = *this;
    scope.prefix_ = full_name(child) + ".";
    return scope;
}

bool WeightScope::contains(std::string_view name) const {
    return weights_->contains(full_name(name));
}

at::Tensor WeightScope::tensor(std::string_view name,
                               const std::vector<std::int64_t>& shape) const {
    placement_.checkpoint();
    const std::string full = full_name(name);
    const WeightEntry& entry = weights_->entry(full);
    if (!matches(entry.shape, shape)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: tensor {} has the shape {}, {} expected", weights_->origin,
                                in_quotes(full), shape_text(entry.shape), shape_text(shape)),
                    "the file belongs to another model or to another size of it");
    }
    taken_->insert(full);
    return weights_->tensor(full).to(placement_.device, placement_.dtype);
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
    taken_->insert(full_name(name));
}

void WeightScope::expect_all_taken(std::string_view what) const {
    std::vector<std::string> listed;
    std::size_t left_over = 0;
    for (const auto& [name, entry] : weights_->entries()) {
        if (!name.starts_with(prefix_) || taken_->contains(name)) continue;
        if (++left_over <= kMostNamesListed) listed.push_back(in_quotes(name));
    }
    if (left_over == 0) return;
    throw Error(ErrorKind::Input,
                fmt::format("{}: {} tensor{} not part of {}: {}{}", weights_->origin, left_over,
                            left_over == 1 ? " is" : "s are", what, fmt::join(listed, ", "),
                            left_over > listed.size() ? ", …" : ""),
                "the file belongs to another model or to a variant that is not supported");
}

}  // namespace plumbline::tensor_io
