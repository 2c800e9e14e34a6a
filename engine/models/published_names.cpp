// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/published_names.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <span>
#include <tuple>
#include <utility>

namespace plumbline::models {
namespace {

using tensor_io::WeightMap;

/// Names of one tensor in one layout, its pieces in their order.
struct Candidate {
    std::vector<std::string> names;
    bool in_other_blocks = false;  // another block of the file has the same tensor under such names
    bool is_ours = false;          // the canonical name itself
};

/// Whether some block of the file has a tensor that is called so behind its number.
bool has_block_with(const WeightMap& weights, std::string_view blocks, const std::string& rest) {
    constexpr int kMostBlocks = 128;
    for (int number = 0; number < kMostBlocks; ++number) {
        if (weights.contains(std::string(blocks) + std::to_string(number) + "." + rest))
            return true;
    }
    return false;
}

/// Where a tensor lies: "<blocks><number>" of a list of blocks, or nowhere in particular.
struct Place {
    std::string_view blocks;
    std::string number;  // "12."
};

/// Adds what the rows of a table make of the rest of a canonical name.
void add_candidates(const WeightMap& weights,
                    std::span<const Rename> table,
                    const Place& place,
                    const std::string& rest,
                    std::vector<Candidate>& candidates) {
    std::map<std::string_view, Candidate> pieces;
    for (const Rename& row : table) {
        if (!rest.starts_with(row.to)) continue;
        const std::string tail = std::string(row.from) + rest.substr(row.to.size());
        Candidate found{.names = {std::string(place.blocks) + place.number + tail}};
        found.in_other_blocks =
            !place.blocks.empty() && has_block_with(weights, place.blocks, tail);
        if (row.pieces == 1) {
            candidates.push_back(std::move(found));
            continue;
        }
        Candidate& all = pieces[row.to];
        all.names.push_back(std::move(found.names.front()));
        all.in_other_blocks = all.in_other_blocks || found.in_other_blocks;
    }
    for (auto& [to, candidate] : pieces) candidates.push_back(std::move(candidate));
    const bool stays =
        std::ranges::none_of(table, [&](const Rename& row) { return rest.starts_with(row.from); });
    if (stays && !place.blocks.empty()) {
        candidates.push_back({.names = {std::string(place.blocks) + place.number + rest},
                              .in_other_blocks = has_block_with(weights, place.blocks, rest)});
    }
}

std::size_t common_length(const std::string& a, const std::string& b) {
    return static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

/// Letters that a name shares with the most alike of those that are there.
std::size_t likeness(const WeightMap& weights, const std::string& name) {
    const auto& entries = weights.entries();
    const auto next = entries.lower_bound(name);
    std::size_t best = next == entries.end() ? 0 : common_length(name, next->first);
    if (next != entries.begin()) best = std::max(best, common_length(name, std::prev(next)->first));
    return best;
}

/// How well a candidate fits to what is there; of equals, in a file of other names, one of those.
std::tuple<bool, std::size_t, bool> likeness(const WeightMap& weights,
                                             const Candidate& candidate,
                                             bool others_names) {
    std::size_t best = 0;
    for (const std::string& name : candidate.names) best = std::max(best, likeness(weights, name));
    return {candidate.in_other_blocks, best, others_names && !candidate.is_ours};
}

bool has_others_names(const WeightMap& weights, const NameTable& names) {
    return std::ranges::any_of(names.root, [&](const Rename& row) {
        const auto next = weights.entries().lower_bound(std::string(row.from));
        return next != weights.entries().end() && next->first.starts_with(row.from);
    });
}

}  // namespace

PublishedNames published_names(const WeightMap& weights,
                               const NameTable& names,
                               const std::string& canonical) {
    const bool others_names = has_others_names(weights, names);
    std::vector<Candidate> candidates{{.names = {canonical}, .is_ours = true}};
    for (const NumberedNames& block : names.numbered) {
        const auto parts = split_number(canonical, block.to);
        if (!parts) continue;
        const auto& [number, rest] = *parts;
        if (has_block_with(weights, block.to, rest)) candidates.front().in_other_blocks = true;
        add_candidates(weights, block.table, {block.from, number}, rest, candidates);
    }
    add_candidates(weights, names.root, {}, canonical, candidates);
    auto best = std::ranges::max_element(candidates, {}, [&](const Candidate& candidate) {
        return likeness(weights, candidate, others_names);
    });
    PublishedNames result;
    for (std::string& name : best->names)
        (weights.contains(name) ? result.there : result.lacking).push_back(std::move(name));
    return result;
}

}  // namespace plumbline::models
