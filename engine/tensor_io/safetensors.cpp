// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/safetensors.h"

#include "base/check.h"
#include "base/file.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/safetensors_header.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <set>

namespace plumbline::tensor_io {
namespace {

constexpr std::size_t kLengthBytes = 8;
// The limit that the format's own library keeps.
constexpr std::uint64_t kLargestHeader = 100'000'000;
constexpr std::string_view kMetadataKey = "__metadata__";

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw Error(ErrorKind::Input, fmt::format("{}: {}", path.string(), what),
                "the file is damaged, cut short or no safetensors file; get it again");
}

std::uint64_t little_endian(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    }
    return value;
}

std::string_view header_text(const base::MappedFile& file) {
    const auto bytes = file.bytes();
    if (bytes.size() < kLengthBytes) {
        fail(file.path(), fmt::format("only {} bytes long", bytes.size()));
    }
    const std::uint64_t length = little_endian(bytes);
    if (length > kLargestHeader) {
        fail(file.path(), fmt::format("its header claims {} bytes, more than the {} allowed",
                                      length, kLargestHeader));
    }
    if (length > bytes.size() - kLengthBytes) {
        fail(file.path(),
             fmt::format("its header claims {} bytes, but the file has {}", length, bytes.size()));
    }
    return {reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length};
}

/// Bytes of a tensor of this shape. Throws when a size makes the product, even without the zeros in
/// it, larger than LibTorch can hold: its strides would overflow.
std::uint64_t bytes_of_shape(const SafetensorsHeader::Tensor& tensor,
                             at::ScalarType dtype,
                             const std::filesystem::path& path) {
    std::int64_t product = static_cast<std::int64_t>(at::elementSize(dtype));
    bool is_empty = false;
    for (const std::int64_t size : tensor.shape) {
        is_empty = is_empty || size == 0;
        if (__builtin_mul_overflow(product, std::max<std::int64_t>(size, 1), &product)) {
            fail(path, fmt::format("the shape of tensor {} is too large", in_quotes(tensor.name)));
        }
    }
    return is_empty ? 0 : static_cast<std::uint64_t>(product);
}

WeightEntry entry_of(const SafetensorsHeader::Tensor& tensor,
                     const std::shared_ptr<const base::MappedFile>& file,
                     std::uint64_t data_begin) {
    const auto& path = file->path();
    const auto dtype = dtype_of_safetensors_name(tensor.dtype);
    if (!dtype) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: tensor {} has the unknown type {}", path.string(),
                                in_quotes(tensor.name), in_quotes(tensor.dtype)),
                    "use a file with one of the supported types, such as BF16, F16 or F8_E4M3");
    }
    const std::uint64_t begin = tensor.data_offsets[0];
    const std::uint64_t end = tensor.data_offsets[1];
    if (begin > end) {
        fail(path, fmt::format("tensor {} ends before it begins", in_quotes(tensor.name)));
    }
    const std::uint64_t available = file->bytes().size() - data_begin;
    if (end > available) {
        fail(path, fmt::format("tensor {} ends at byte {} of the data, but there are only {}",
                               in_quotes(tensor.name), end, available));
    }
    const std::uint64_t wanted = bytes_of_shape(tensor, *dtype, path);
    if (end - begin != wanted) {
        fail(path, fmt::format("tensor {} has {} bytes, but its shape needs {}",
                               in_quotes(tensor.name), end - begin, wanted));
    }
    WeightEntry entry;
    entry.dtype = *dtype;
    entry.shape = tensor.shape;
    entry.file = file;
    entry.offset = data_begin + begin;
    entry.bytes = end - begin;
    return entry;
}

/// Every byte of the data belongs to exactly one tensor; this rules out hidden content and
/// aliasing.
void check_tiling(const SafetensorsHeader& header,
                  const std::filesystem::path& path,
                  std::uint64_t data_bytes) {
    std::vector<const SafetensorsHeader::Tensor*> order;
    for (const auto& tensor : header.tensors) order.push_back(&tensor);
    std::ranges::sort(order, [](const auto* left, const auto* right) {
        return left->data_offsets < right->data_offsets;
    });
    std::uint64_t expected = 0;
    for (const auto* tensor : order) {
        const std::uint64_t begin = tensor->data_offsets[0];
        if (begin != expected) {
            fail(path, fmt::format("tensor {} {} (begins at byte {} of the data, {} expected)",
                                   in_quotes(tensor->name),
                                   begin < expected ? "overlaps the one before it"
                                                    : "leaves a hole before it",
                                   begin, expected));
        }
        expected = tensor->data_offsets[1];
    }
    if (expected != data_bytes) {
        fail(path,
             fmt::format("{} bytes after the last tensor belong to none", data_bytes - expected));
    }
}

struct Written {
    std::string name;
    std::string_view dtype;
    at::Tensor tensor;  // CPU, contiguous
};

std::vector<Written> in_file_order(const std::vector<std::pair<std::string, at::Tensor>>& tensors) {
    std::vector<Written> order;
    std::set<std::string_view> names;
    for (const auto& [name, tensor] : tensors) {
        PLUMBLINE_CHECK(tensor.defined(), "tensor {} is undefined", in_quotes(name));
        PLUMBLINE_CHECK(name != kMetadataKey && names.insert(name).second,
                        "tensor name {} is reserved or there twice", in_quotes(name));
        const std::string_view dtype = safetensors_name_of_dtype(tensor.scalar_type());
        PLUMBLINE_CHECK(!dtype.empty(), "tensor {} has type {}, which safetensors lacks",
                        in_quotes(name), at::toString(tensor.scalar_type()));
        order.push_back({name, dtype, tensor.detach().to(at::kCPU).contiguous()});
    }
    // Largest elements first keeps every tensor aligned without padding between them.
    std::ranges::sort(order, [](const Written& left, const Written& right) {
        const auto left_bytes = left.tensor.element_size();
        const auto right_bytes = right.tensor.element_size();
        return left_bytes != right_bytes ? left_bytes > right_bytes : left.name < right.name;
    });
    return order;
}

std::string header_for(const std::vector<Written>& order,
                       const std::map<std::string, std::string>& metadata) {
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) header[std::string(kMetadataKey)] = metadata;
    std::uint64_t offset = 0;
    for (const Written& item : order) {
        const std::uint64_t end = offset + item.tensor.nbytes();
        header[item.name] = {{"dtype", item.dtype},
                             {"shape", item.tensor.sizes().vec()},
                             {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.append((kLengthBytes - text.size() % kLengthBytes) % kLengthBytes, ' ');
    return text;
}

}  // namespace

WeightMap open_safetensors(const std::filesystem::path& path) {
    const auto file = base::MappedFile::open(path);
    const std::string_view json = header_text(*file);
    const SafetensorsHeader header = parse_safetensors_header(json, path);
    const std::uint64_t data_begin = kLengthBytes + json.size();
    WeightMap weights;
    weights.origin = path.string();
    weights.metadata = header.metadata;
    for (const auto& tensor : header.tensors) {
        weights.add(tensor.name, entry_of(tensor, file, data_begin));
    }
    check_tiling(header, path, file->bytes().size() - data_begin);
    return weights;
}

void write_safetensors(const std::filesystem::path& path,
                       const std::vector<std::pair<std::string, at::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata,
                       bool overwrite) {
    const std::vector<Written> order = in_file_order(tensors);
    const std::string header = header_for(order, metadata);
    std::array<std::byte, kLengthBytes> length;
    for (std::size_t i = 0; i < kLengthBytes; ++i) {
        length[i] = static_cast<std::byte>(header.size() >> (8 * i));
    }
    base::PendingFile pending(path, overwrite);
    pending.append(length);
    pending.append(std::as_bytes(std::span(header)));
    for (const Written& item : order) {
        pending.append(
            {static_cast<const std::byte*>(item.tensor.const_data_ptr()), item.tensor.nbytes()});
    }
    pending.commit();
}

}  // namespace plumbline::tensor_io
