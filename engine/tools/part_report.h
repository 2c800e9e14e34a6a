// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "tools/model_family.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace plumbline::tools {

/// One model found in a file.
struct PartReport {
    std::filesystem::path path;
    std::string prefix;                   // before the names of this model in the file
    const ModelFamily* family = nullptr;  // null: not recognised
    std::string title{};                  // the family, more exactly where the tensors tell
    std::vector<std::string> facts{};     // "30 blocks, width 1536, 12 heads"
    std::int64_t parameters = 0;          // of those tensors that the model reads
    std::int64_t stored_bytes = 0;        // of all tensors
    /// Of its weights in memory: computing in f32 (of encoders, which keep their matrices as they
    /// are stored there: on the CPU), and in bf16 on another device.
    std::int64_t f32_bytes = 0, bf16_bytes = 0;
    std::int64_t scaled_tensors = 0;  // with a scale of their own
    std::map<std::string, std::int64_t> tensors_by_dtype{};
    bool names_checked = false;  // the two lists below mean something
    /// In the names of the file where those differ from ours by a table, else in ours.
    std::vector<std::string> missing{}, unexpected{};
};

/// Every model in a weight file: one, or several behind their prefixes. A file that holds none that
/// is known gives one report without a family. Throws Error{Input} when the file cannot be read or
/// a model in it contradicts itself.
[[nodiscard]] std::vector<PartReport> describe_file(const std::filesystem::path& path);

}  // namespace plumbline::tools
