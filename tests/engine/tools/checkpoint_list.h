// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/tools/checkpoint_table.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace plumbline::tools::tests {

/// A published checkpoint: one line of tests/goldens/checkpoints/published.txt.
struct PublishedFile {
    std::string name, family, naming;
    std::int64_t parameters = 0;  // as published
    Storing storing = Storing::Bf16;
    Container container = Container::Safetensors;
    std::size_t shards = 1;
    std::string prefix;
    bool faults_in_its_names = false;
    std::vector<std::string> tables, beside;
    std::map<std::string, std::int64_t> variables;

    /// Its tensors, without the prefix.
    [[nodiscard]] std::vector<TableEntry> entries() const;
    /// What the file holds beside them, whole names.
    [[nodiscard]] std::vector<TableEntry> others() const;
    /// A file of these tensors, and of what lies beside them. Returns what to open.
    [[nodiscard]] std::filesystem::path write(const std::filesystem::path& folder,
                                              std::vector<TableEntry> tensors) const;
};

void PrintTo(const PublishedFile& file, std::ostream* out);

/// Throws std::runtime_error for a list that is not in order.
[[nodiscard]] std::vector<PublishedFile> published_files();

}  // namespace plumbline::tools::tests
