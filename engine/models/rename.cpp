// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rename.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

namespace plumbline::models {
namespace {

using tensor_io::WeightEntry;
using tensor_io::WeightMap;

/// Where a tensor goes.
struct Target {
    std::string name;
    const Rename* row = nullptr;
};

std::optional<Target> look_up(std::span<const Rename> table,
                              const std::string& name,
                              const std::string& before) {
    for (const Rename& row : table) {
        if (name.starts_with(row.from))
            return Target{before + std::string(row.to) + name.substr(row.from.size()), &row};
    }
    return std::nullopt;
}

Target target_of(const std::string& name, const NameTable& names) {
    for (const NumberedNames& block : names.numbered) {
        const auto parts = split_number(name, block.from);
        if (!parts) continue;
        const std::string before = std::string(block.to) + parts->first;
        return look_up(block.table, parts->second, before)
            .value_or(Target{before + parts->second, nullptr});
    }
    return look_up(names.root, name, "").value_or(Target{name, nullptr});
}

bool has_halves(const WeightEntry& entry) {
    return entry.parts.empty() && !entry.shape.empty() && entry.shape[0] % 2 == 0;
}

std::vector<WeightEntry> swapped_halves(const WeightEntry& entry) {
    const std::int64_t half = entry.shape[0] / 2;
    return {rows_of(entry, half, half), rows_of(entry, 0, half)};
}

/// The pieces of one canonical tensor: what they were called, and where they lie.
struct Pieces {
    std::vector<std::pair<std::string, const WeightEntry*>> found;
};

/// Rows of a table whose canonical side begins `name`.
void look_back(std::span<const Rename> table,
               const std::string& name,
               const std::string& before,
               std::vector<OtherName>& found) {
    for (const Rename& row : table) {
        if (!name.starts_with(row.to)) continue;
        found.push_back({.name = before + std::string(row.from) + name.substr(row.to.size()),
                         .piece = row.piece,
                         .pieces = row.pieces,
                         .halves_swapped = row.halves_swapped});
    }
}

const std::vector<std::string> kPrefixes{"model.diffusion_model.", "model.model.", "net.",
                                         "model."};

}  // namespace

std::optional<std::pair<std::string, std::string>> split_number(const std::string& name,
                                                                std::string_view from) {
    if (!name.starts_with(from)) return std::nullopt;
    std::size_t end = from.size();
    while (end < name.size() && std::isdigit(static_cast<unsigned char>(name[end])) != 0) ++end;
    if (end == from.size() || end >= name.size() || name[end] != '.') return std::nullopt;
    return std::pair(name.substr(from.size(), end + 1 - from.size()), name.substr(end + 1));
}

WeightMap renamed(const WeightMap& weights, const NameTable& names) {
    WeightMap result;
    result.metadata = weights.metadata;
    result.origin = weights.origin;
    std::map<std::string, Pieces> apart;
    for (const auto& [name, entry] : weights.entries()) {
        const Target target = target_of(name, names);
        if (target.row != nullptr && target.row->pieces > 1) {
            Pieces& pieces = apart[target.name];
            pieces.found.resize(static_cast<std::size_t>(target.row->pieces));
            pieces.found[static_cast<std::size_t>(target.row->piece)] = {name, &entry};
        } else if (target.row != nullptr && target.row->halves_swapped && has_halves(entry)) {
            result.add_joined(target.name, swapped_halves(entry));
        } else {
            result.add(target.name, entry);
        }
    }
    for (const auto& [name, pieces] : apart) {
        const bool whole = std::ranges::all_of(
            pieces.found, [](const auto& piece) { return piece.second != nullptr; });
        std::vector<WeightEntry> entries;
        for (const auto& [old_name, entry] : pieces.found) {
            if (entry == nullptr) continue;
            if (whole)
                entries.push_back(*entry);
            else
                result.add(old_name, *entry);
        }
        if (whole) result.add_joined(name, std::move(entries));
    }
    return result;
}

std::vector<OtherName> other_names(const std::string& canonical, const NameTable& names) {
    std::vector<OtherName> found;
    look_back(names.root, canonical, "", found);
    for (const NumberedNames& block : names.numbered) {
        if (const auto parts = split_number(canonical, block.to))
            look_back(block.table, parts->second, std::string(block.from) + parts->first, found);
    }
    return found;
}

WeightMap denoiser_part(const WeightMap& weights) {
    const std::string& whole_model = kPrefixes.front();
    const auto first = weights.entries().lower_bound(whole_model);
    if (first == weights.entries().end() || !first->first.starts_with(whole_model))
        return weights.without_common_prefix(kPrefixes);
    return weights.renamed([&](const std::string& name) -> std::optional<std::string> {
        if (!name.starts_with(whole_model)) return std::nullopt;
        return name.substr(whole_model.size());
    });
}

}  // namespace plumbline::models
