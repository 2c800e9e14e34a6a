// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/torch_zip.h"

#include "base/error.h"
#include "base/file.h"
#include "tensor_io/in_quotes.h"
#include "tensor_io/pickle.h"
#include "tensor_io/torch_tensor.h"
#include "tensor_io/zip_directory.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::tensor_io {
namespace {

using Kind = PickleValue::Kind;
using Entries = std::map<std::string, ZipEntry>;

constexpr std::string_view kRoots[] = {"module", "model", "state_dict"};
constexpr std::size_t kMostNestedRoots = 8;
constexpr std::size_t kMostKeysListed = 8;

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& what) {
    throw Error(ErrorKind::Input, fmt::format("{}: {}", path.string(), what),
                "the file is damaged or no plain checkpoint; get the .safetensors form");
}

/// "archive/" of "archive/data.pkl".
std::string root_folder(const Entries& entries, const std::filesystem::path& path) {
    constexpr std::string_view kPickle = "data.pkl";
    for (const auto& [name, entry] : entries) {
        const std::size_t slash = name.find('/');
        const std::size_t length = slash == std::string::npos ? 0 : slash + 1;
        if (std::string_view(name).substr(length) == kPickle) return name.substr(0, length);
    }
    fail(path, "it is a zip archive, but torch.save did not write it");
}

std::string_view content(const base::MappedFile& file, const ZipEntry& entry) {
    const auto bytes = file.bytes().subspan(entry.offset, entry.bytes);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void check_byte_order(const base::MappedFile& file,
                      const Entries& entries,
                      const std::string& root) {
    const auto order = entries.find(root + "byteorder");
    if (order != entries.end() && content(file, order->second) != "little") {
        fail(file.path(), "it was written by a big-endian machine");
    }
}

std::string key_text(const PickleValue& key) {
    if (key.is(Kind::Text)) return key.text;
    return key.is(Kind::Integer) ? std::to_string(key.integer) : "?";
}

/// The dictionary of weights inside the usual wrappers. One that holds tensors itself is not looked
/// into.
const PickleValue* peel(const PickleValue* root) {
    for (std::size_t depth = 0; depth < kMostNestedRoots && root->is(Kind::Dictionary); ++depth) {
        const PickleValue* inner = nullptr;
        for (std::size_t i = 0; i + 1 < root->items.size(); i += 2) {
            const PickleValue& key = *root->items[i];
            if (is_torch_tensor(*root->items[i + 1])) return root;
            const bool is_root = key.is(Kind::Text) && root->items[i + 1]->is(Kind::Dictionary) &&
                                 std::ranges::find(kRoots, key.text) != std::end(kRoots);
            if (is_root && inner == nullptr) inner = root->items[i + 1];
        }
        if (inner == nullptr) return root;
        root = inner;
    }
    return root;
}

[[noreturn]] void complain_about_root(const PickleValue& root, const std::filesystem::path& path) {
    if (!root.is(Kind::Dictionary))
        fail(path, "it holds something else than a dictionary of tensors");
    std::vector<std::string> keys;
    for (std::size_t i = 0; i < root.items.size() && keys.size() < kMostKeysListed; i += 2) {
        keys.push_back(in_quotes(key_text(*root.items[i])));
    }
    fail(path, fmt::format("no tensors among its entries ({})", fmt::join(keys, ", ")));
}

}  // namespace

WeightMap open_torch_zip(const std::filesystem::path& path) {
    const auto file = base::MappedFile::open(path);
    const Entries entries = read_zip_directory(*file);
    const std::string root_name = root_folder(entries, path);
    check_byte_order(*file, entries, root_name);
    const PickleDocument document =
        read_pickle(content(*file, entries.at(root_name + "data.pkl")), torch_classes(), path);
    const PickleValue* root = peel(document.root);
    const TorchTensorReader reader(file, entries, root_name);
    WeightMap weights;
    weights.origin = path.string();
    for (std::size_t i = 0; root->is(Kind::Dictionary) && i + 1 < root->items.size(); i += 2) {
        const PickleValue& key = *root->items[i];
        const PickleValue& value = *root->items[i + 1];
        if (!is_torch_tensor(value)) continue;  // a step count, options of the training
        if (!key.is(Kind::Text) && !key.is(Kind::Integer)) fail(path, "a tensor has no name");
        const std::string name = key_text(key);
        weights.add(name, reader.read(value, name));
    }
    if (weights.entries().empty()) complain_about_root(*root, path);
    return weights;
}

}  // namespace plumbline::tensor_io
