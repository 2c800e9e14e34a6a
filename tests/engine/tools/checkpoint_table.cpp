// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tools/checkpoint_table.h"

#include "engine/tensor_io/hollow_zip.h"
#include "engine/tensor_io/torch_file.h"
#include "engine/tools/golden_manifest.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace plumbline::tools::tests {
namespace {

using nlohmann::json;
using Variables = std::map<std::string, std::int64_t>;

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
    return parts;
}

std::int64_t product_of(const std::string& text, const Variables& variables) {
    std::int64_t product = 1;
    for (const std::string& factor : split(text, '*')) {
        const auto variable = variables.find(factor);
        product *= variable != variables.end() ? variable->second : std::stoll(factor);
    }
    return product;
}

/// All names that a pattern stands for.
std::vector<std::string> expanded(const std::string& pattern, const Variables& variables) {
    const std::size_t open = pattern.find('{');
    if (open == std::string::npos) return {pattern};
    const std::size_t close = pattern.find('}', open);
    if (close == std::string::npos) throw std::runtime_error("no } in " + pattern);
    const std::string inside = pattern.substr(open + 1, close - open - 1);
    std::vector<std::string> choices;
    if (const auto count = variables.find(inside); count != variables.end()) {
        for (std::int64_t i = 0; i < count->second; ++i) choices.push_back(std::to_string(i));
    } else {
        choices = split(inside, ',');
    }
    std::vector<std::string> names;
    for (const std::string& choice : choices) {
        for (std::string& name :
             expanded(pattern.substr(0, open) + choice + pattern.substr(close + 1), variables))
            names.push_back(std::move(name));
    }
    return names;
}

struct FileTensor {
    std::string name;
    std::string_view dtype;
    std::vector<std::int64_t> shape;
    std::int64_t bytes = 0;
};

FileTensor file_tensor(const std::string& name,
                       std::string_view dtype,
                       const std::vector<std::int64_t>& shape) {
    std::int64_t bytes = dtype == "F32" ? 4 : dtype.starts_with("F8") ? 1 : 2;
    for (const std::int64_t size : shape) bytes *= size;
    return {.name = name, .dtype = dtype, .shape = shape, .bytes = bytes};
}

std::string_view wide_dtype(Storing storing) {
    if (storing == Storing::F32) return "F32";
    return storing == Storing::Bf16 ? "BF16" : "F16";
}

std::vector<FileTensor> file_tensors(const std::vector<TableEntry>& entries, Storing storing) {
    std::vector<FileTensor> tensors;
    for (const TableEntry& entry : entries) {
        const bool small = is_eight_bit_matrix(entry, storing);
        tensors.push_back(
            file_tensor(entry.name, small ? "F8_E4M3" : wide_dtype(storing), entry.shape));
        if (!small || storing == Storing::Fp8 || storing == Storing::Fp8Map) continue;
        const std::string layer = entry.name.substr(0, entry.name.rfind('.'));
        const bool older = storing == Storing::Fp8Scaled;
        tensors.push_back(
            file_tensor(layer + (older ? ".scale_weight" : ".weight_scale"), "F32",
                        older ? std::vector<std::int64_t>{1} : std::vector<std::int64_t>{}));
    }
    if (storing == Storing::Fp8Scaled) tensors.push_back(file_tensor("scaled_fp8", "F8_E4M3", {2}));
    return tensors;
}

void write_hollow_file(const std::filesystem::path& path,
                       const std::vector<FileTensor>& tensors,
                       bool described) {
    json header = json::object();
    json layers = json::object();
    std::int64_t offset = 0;
    for (const FileTensor& tensor : tensors) {
        header[tensor.name] = {{"dtype", tensor.dtype},
                               {"shape", tensor.shape},
                               {"data_offsets", {offset, offset + tensor.bytes}}};
        offset += tensor.bytes;
        if (tensor.dtype.starts_with("F8"))
            layers[tensor.name.substr(0, tensor.name.rfind('.'))] = {{"format", "float8_e4m3fn"}};
    }
    if (described)
        header["__metadata__"]["_quantization_metadata"] = json{{"layers", layers}}.dump();
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' ');  // publishers align the data so
    std::ofstream file(path, std::ios::binary);
    for (int shift = 0; shift < 64; shift += 8) file.put(static_cast<char>(text.size() >> shift));
    file << text;
    file.close();
    std::filesystem::resize_file(path, 8 + text.size() + static_cast<std::uintmax_t>(offset));
}

/// Scales of the 8-bit layers of a file, one number each.
std::vector<FileTensor> scale_map(const std::vector<FileTensor>& tensors) {
    std::vector<FileTensor> scales;
    for (const FileTensor& tensor : tensors) {
        if (tensor.dtype.starts_with("F8"))
            scales.push_back(file_tensor(tensor.name.substr(0, tensor.name.rfind('.')), "F32", {}));
    }
    return scales;
}

/// torch.save's form, under a root as publishers leave it.
void write_hollow_zip(const std::filesystem::path& path, const std::vector<FileTensor>& tensors) {
    const std::map<std::string_view, const char*> types{{"F32", "FloatStorage"},
                                                        {"F16", "HalfStorage"},
                                                        {"BF16", "BFloat16Storage"},
                                                        {"F8_E4M3", "float8_e4m3fn"}};
    std::vector<plumbline::tests::TorchTensor> saved;
    std::vector<plumbline::tests::HollowFile> files;
    for (const FileTensor& tensor : tensors) {
        files.push_back({.name = fmt::format("archive/data/{}", saved.size()),
                         .content = {},
                         .zeros = static_cast<std::uint64_t>(tensor.bytes)});
        saved.push_back({tensor.name, types.at(tensor.dtype), tensor.shape, {}});
    }
    files.push_back({.name = "archive/data.pkl",
                     .content = plumbline::tests::torch_file::pickle(saved, "state_dict")});
    plumbline::tests::put_hollow_zip(path, files);
}

}  // namespace

std::int64_t TableEntry::elements() const {
    std::int64_t product = 1;
    for (const std::int64_t size : shape) product *= size;
    return product;
}

bool is_eight_bit_matrix(const TableEntry& entry, Storing storing) {
    constexpr std::array<std::string_view, 5> kTables{"token_embedding", "shared", "pos_embedding",
                                                      "position_embedding",
                                                      "relative_attention_bias"};
    if (storing < Storing::Fp8) return false;
    if (storing == Storing::Fp8Map && !entry.name.starts_with("double_blocks.") &&
        !entry.name.starts_with("single_blocks."))
        return false;
    for (const std::string_view table : kTables) {
        if (entry.name.find(table) != std::string::npos) return false;
    }
    return entry.shape.size() == 2 && entry.name.ends_with(".weight");
}

std::int64_t stored_bytes(const TableEntry& entry, Storing storing) {
    if (is_eight_bit_matrix(entry, storing)) return entry.elements();
    return entry.elements() * (storing == Storing::F32 ? 4 : 2);
}

std::vector<TableEntry> read_checkpoint_tables(
    const std::vector<std::string>& tables,
    const std::map<std::string, std::int64_t>& variables) {
    std::vector<TableEntry> entries;
    std::size_t pattern = 0;
    for (const std::string& table : tables) {
        std::ifstream file(golden_path("checkpoints/" + table));
        if (!file) throw std::runtime_error("no table " + table);
        for (std::string line; std::getline(file, line);) {
            if (line.empty() || line.front() == '#') continue;
            const bool telling = line.front() == '!';
            const std::size_t space = line.find(' ');
            const std::string name = line.substr(telling ? 1 : 0, space - (telling ? 1 : 0));
            if (space == std::string::npos || line[space + 1] != '[' || line.back() != ']')
                throw std::runtime_error(table + ": " + line);
            std::vector<std::int64_t> shape;
            for (const std::string& size :
                 split(line.substr(space + 2, line.size() - space - 3), ','))
                shape.push_back(product_of(size, variables));
            for (const std::string& full : expanded(name, variables))
                entries.push_back(
                    {.name = full, .shape = shape, .telling = telling, .pattern = pattern});
            ++pattern;
        }
    }
    return entries;
}

std::filesystem::path write_hollow_checkpoint(const std::filesystem::path& folder,
                                              const std::vector<TableEntry>& entries,
                                              Storing storing,
                                              std::size_t shards,
                                              Container container) {
    const std::vector<FileTensor> tensors = file_tensors(entries, storing);
    const bool described = storing == Storing::Fp8Described;
    if (container == Container::TorchZip) {
        const bool mapped = storing == Storing::Fp8Map;
        const auto path = folder / (mapped ? "model_fp8.pt" : "model.pth");
        write_hollow_zip(path, tensors);
        if (mapped) write_hollow_zip(folder / "model_fp8_map.pt", scale_map(tensors));
        return path;
    }
    if (shards <= 1) {
        const auto path = folder / "model.safetensors";
        write_hollow_file(path, tensors, described);
        return path;
    }
    json index;
    const std::size_t share = (tensors.size() + shards - 1) / shards;
    for (std::size_t i = 0; i < shards; ++i) {
        const auto begin = tensors.begin() + static_cast<std::ptrdiff_t>(i * share);
        const auto end = tensors.begin() +
                         static_cast<std::ptrdiff_t>(std::min((i + 1) * share, tensors.size()));
        const std::string name = fmt::format("model-{:05}-of-{:05}.safetensors", i + 1, shards);
        write_hollow_file(folder / name, {begin, end}, described);
        for (auto it = begin; it != end; ++it) index["weight_map"][it->name] = name;
    }
    const auto path = folder / "model.safetensors.index.json";
    std::ofstream(path) << index.dump();
    return path;
}

}  // namespace plumbline::tools::tests
