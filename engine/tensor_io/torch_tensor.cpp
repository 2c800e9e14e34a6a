// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/torch_tensor.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

namespace plumbline::tensor_io {
namespace {

using Kind = PickleValue::Kind;

struct TypeName {
    std::string_view name;
    at::ScalarType dtype;
};

constexpr TypeName kStorages[] = {
    {"torch.DoubleStorage", at::kDouble},
    {"torch.FloatStorage", at::kFloat},
    {"torch.HalfStorage", at::kHalf},
    {"torch.BFloat16Storage", at::kBFloat16},
    {"torch.LongStorage", at::kLong},
    {"torch.IntStorage", at::kInt},
    {"torch.ShortStorage", at::kShort},
    {"torch.CharStorage", at::kChar},
    {"torch.ByteStorage", at::kByte},
    {"torch.BoolStorage", at::kBool},
    {"torch.storage.UntypedStorage", at::kByte},
    {"torch.UntypedStorage", at::kByte},
};

// Types without a storage class of their own stand beside an untyped storage.
constexpr TypeName kDtypes[] = {
    {"torch.float64", at::kDouble},
    {"torch.float32", at::kFloat},
    {"torch.float16", at::kHalf},
    {"torch.bfloat16", at::kBFloat16},
    {"torch.int64", at::kLong},
    {"torch.int32", at::kInt},
    {"torch.int16", at::kShort},
    {"torch.int8", at::kChar},
    {"torch.uint8", at::kByte},
    {"torch.bool", at::kBool},
    {"torch.float8_e4m3fn", at::kFloat8_e4m3fn},
    {"torch.float8_e5m2", at::kFloat8_e5m2},
};

constexpr std::string_view kTensor2 = "torch._utils._rebuild_tensor_v2";
constexpr std::string_view kTensor3 = "torch._utils._rebuild_tensor_v3";
constexpr std::string_view kParameter = "torch._utils._rebuild_parameter";
constexpr std::string_view kSize = "torch.Size";
constexpr std::size_t kMostDimensions = 64;

std::optional<at::ScalarType> find_type(std::span<const TypeName> types, const PickleValue& value) {
    if (!value.is(Kind::Class)) return std::nullopt;
    for (const TypeName& type : types) {
        if (type.name == value.text) return type.dtype;
    }
    return std::nullopt;
}

bool is_call_of(const PickleValue& value, std::string_view callee) {
    return value.is(Kind::Call) && value.text == callee;
}

}  // namespace

std::vector<std::string_view> torch_classes() {
    std::vector<std::string_view> names = {"collections.OrderedDict", kTensor2, kTensor3,
                                           kParameter, kSize};
    for (const TypeName& type : kStorages) names.push_back(type.name);
    for (const TypeName& type : kDtypes) names.push_back(type.name);
    return names;
}

bool is_torch_tensor(const PickleValue& value) {
    return is_call_of(value, kTensor2) || is_call_of(value, kTensor3) ||
           is_call_of(value, kParameter);
}

TorchTensorReader::TorchTensorReader(std::shared_ptr<const base::MappedFile> file,
                                     const std::map<std::string, ZipEntry>& entries,
                                     std::string root)
    : file_(std::move(file)), entries_(entries), root_(std::move(root)) {}

void TorchTensorReader::refuse(const std::string& name, std::string_view what) const {
    throw Error(ErrorKind::Input,
                fmt::format("{}: tensor {} {}", file_->path().string(), in_quotes(name), what),
                "the file is damaged or no plain checkpoint; get the .safetensors form");
}

/// The identifier is ("storage", class, key, device, number of elements).
TorchTensorReader::Storage TorchTensorReader::storage(const PickleValue& value,
                                                      const std::string& name) const {
    if (!value.is(Kind::Persistent)) refuse(name, "has no storage");
    const PickleValue& identifier = *value.items.front();
    if (!identifier.is(Kind::Tuple) || identifier.items.size() != 5) {
        refuse(name, "has a storage of an unknown form");
    }
    const auto& parts = identifier.items;
    const auto dtype = find_type(kStorages, *parts[1]);
    const bool is_plain = parts[0]->is(Kind::Text) && parts[0]->text == "storage" && dtype &&
                          parts[2]->is(Kind::Text) && parts[4]->is(Kind::Integer);
    if (!is_plain) refuse(name, "has a storage of an unknown form");
    const auto found = entries_.find(root_ + "data/" + parts[2]->text);
    if (found == entries_.end()) {
        refuse(name, fmt::format("lacks its data {}", in_quotes(parts[2]->text)));
    }
    Storage storage{.dtype = *dtype, .place = found->second};
    const auto claimed =
        static_cast<std::uint64_t>(parts[4]->integer);  // a negative one turns huge
    if (claimed > storage.place.bytes / at::elementSize(*dtype)) {
        refuse(name, "claims more data than the archive holds for it");
    }
    storage.place.bytes = claimed * at::elementSize(*dtype);
    return storage;
}

std::vector<std::int64_t> TorchTensorReader::sizes(const PickleValue& value,
                                                   const std::string& name) const {
    const PickleValue* list = &value;
    if (is_call_of(value, kSize) && value.items.size() == 1) list = value.items.front();
    const bool is_list = list->is(Kind::Tuple) || list->is(Kind::List);
    if (!is_list || list->items.size() > kMostDimensions) refuse(name, "has no proper shape");
    std::vector<std::int64_t> numbers;
    for (const PickleValue* item : list->items) {
        if (!item->is(Kind::Integer) || item->integer < 0) {
            refuse(name, "has a shape or stride that is no list of sizes");
        }
        numbers.push_back(item->integer);
    }
    return numbers;
}

/// Checks that every element of entry (shape and strides set) lies within the storage, without
/// overflow whatever the numbers, then fills in offset and bytes. first, available: in elements.
void TorchTensorReader::set_extent(WeightEntry& entry,
                                   std::int64_t first,
                                   std::int64_t available,
                                   const std::string& name) const {
    std::int64_t count = 1;
    std::int64_t last = first;
    bool is_contiguous = true;
    bool is_outside = first < 0;
    for (std::size_t i = entry.shape.size(); i-- > 0;) {
        const std::int64_t size = std::max<std::int64_t>(entry.shape[i], 1);
        std::int64_t reach = 0;
        is_contiguous = is_contiguous && (size == 1 || entry.strides[i] == count);
        is_outside = is_outside || __builtin_mul_overflow(count, size, &count) ||
                     __builtin_mul_overflow(size - 1, entry.strides[i], &reach) ||
                     __builtin_add_overflow(last, reach, &last);
    }
    const bool is_empty = std::ranges::find(entry.shape, 0) != entry.shape.end();
    is_outside = is_outside || (!is_empty && last >= available);
    std::int64_t bytes = 0;
    const auto element_bytes = static_cast<std::int64_t>(at::elementSize(entry.dtype));
    is_outside = is_outside || __builtin_mul_overflow(count, element_bytes, &bytes);
    if (is_outside) refuse(name, "reaches outside its data");
    if (!is_empty && count > available) {
        // It could unfold to any size from a small file, and no checkpoint needs one.
        refuse(name, "is a view that repeats its data, which is not supported");
    }
    if (is_contiguous || is_empty) entry.strides.clear();
    if (is_empty) return;
    entry.offset += static_cast<std::size_t>(first * element_bytes);
    entry.bytes = static_cast<std::size_t>((last - first + 1) * element_bytes);
}

WeightEntry TorchTensorReader::read(const PickleValue& value, const std::string& name) const {
    const PickleValue* call = &value;
    if (is_call_of(*call, kParameter)) {
        if (call->items.empty() || !is_torch_tensor(*call->items.front()))
            refuse(name, "is garbled");
        call = call->items.front();
    }
    // (storage, first element, shape, strides, requires_grad, hooks[, dtype][, flags])
    const bool has_dtype = is_call_of(*call, kTensor3);
    const std::size_t plain_count = has_dtype ? 7 : 6;
    const auto& arguments = call->items;
    if (is_call_of(*call, kParameter) || arguments.size() < plain_count) refuse(name, "is garbled");
    for (std::size_t i = plain_count; i < arguments.size(); ++i) {
        const bool says_nothing = arguments[i]->is(Kind::None) || arguments[i]->items.empty();
        if (!says_nothing) refuse(name, "is a conjugate or negated view, which is not supported");
    }
    const Storage data = storage(*arguments[0], name);
    WeightEntry entry;
    entry.file = file_;
    entry.offset = data.place.offset;
    entry.dtype = data.dtype;
    if (has_dtype) {
        const auto dtype = find_type(kDtypes, *arguments[6]);
        if (!dtype) refuse(name, "has an unknown type");
        entry.dtype = *dtype;
    }
    entry.shape = sizes(*arguments[2], name);
    entry.strides = sizes(*arguments[3], name);
    if (entry.strides.size() != entry.shape.size() || !arguments[1]->is(Kind::Integer)) {
        refuse(name, "has a shape and strides that do not match");
    }
    set_extent(entry, arguments[1]->integer,
               static_cast<std::int64_t>(data.place.bytes / at::elementSize(entry.dtype)), name);
    return entry;
}

}  // namespace plumbline::tensor_io
