// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace plumbline::tools::tests {

/// A tensor of a published checkpoint. Form of the tables: tests/goldens/checkpoints/README.md.
struct TableEntry {
    std::string name;
    std::vector<std::int64_t> shape;
    bool telling = false;     // without it the family or its sizes are unknown
    std::size_t pattern = 0;  // line of the table

    [[nodiscard]] std::int64_t elements() const;
};

/// Throws std::runtime_error for a table that is not in order.
[[nodiscard]] std::vector<TableEntry> read_checkpoint_tables(
    const std::vector<std::string>& tables,
    const std::map<std::string, std::int64_t>& variables);

enum class Container { Safetensors, TorchZip };

enum class Storing {
    F32,
    F16,
    Bf16,
    Fp8,           // matrices in float8_e4m3fn, the rest in f16
    Fp8Scaled,     // the same with the scales of ComfyUI's older files
    Fp8Described,  // the same with those of its newer files
    Fp8Map,  // matrices of blocks, with scales in a file beside it as HunyuanVideo's authors do
};

/// A checkpoint's header before data that is not there: a file of the right length that takes no
/// room on the disk. shards > 1: so many files and their index, of safetensors. Returns what to
/// open.
[[nodiscard]] std::filesystem::path write_hollow_checkpoint(
    const std::filesystem::path& folder,
    const std::vector<TableEntry>& entries,
    Storing storing,
    std::size_t shards = 1,
    Container container = Container::Safetensors);

/// A matrix that files of this kind store in 8 bits.
[[nodiscard]] bool is_eight_bit_matrix(const TableEntry& entry, Storing storing);
/// Bytes of a tensor in such a file.
[[nodiscard]] std::int64_t stored_bytes(const TableEntry& entry, Storing storing);

}  // namespace plumbline::tools::tests
