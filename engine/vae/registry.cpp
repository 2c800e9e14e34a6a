// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/registry.h"

#include "base/error.h"
#include "base/file.h"
#include "vae/hunyuan_vae.h"
#include "vae/image_vae.h"
#include "vae/wan_vae.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::vae {
namespace {

using nlohmann::json;

constexpr std::size_t kLargestConfig = std::size_t{1} << 20;
constexpr std::array<std::string_view, 2> kPrefixes{"first_stage_model.", "vae."};

[[noreturn]] void refuse_hint(const std::string& origin, const char* key) {
    throw Error(ErrorKind::Input, fmt::format("{}: {} is no number that fits", origin, key),
                "repair the configuration, or remove it");
}

std::optional<double> number_in(const json& object, const char* key, const std::string& origin) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) return std::nullopt;
    if (!found->is_number() || !std::isfinite(found->get<double>())) refuse_hint(origin, key);
    return found->get<double>();
}

template <typename Matches>
const VaeEntry* find_entry(const Matches& matches) {
    const auto entries = vae_entries();
    const auto found =
        std::ranges::find_if(entries, [&](const VaeEntry* entry) { return matches(*entry); });
    return found == entries.end() ? nullptr : *found;
}

}  // namespace

VaeHints read_vae_hints(std::string_view text, const std::string& origin) {
    const json object = json::parse(text, nullptr, false);
    VaeHints hints;
    if (!object.is_object()) refuse_hint(origin, "the whole");
    if (const auto groups = number_in(object, "norm_num_groups", origin)) {
        if (*groups < 1 || *groups > 4096 || *groups != std::floor(*groups))
            refuse_hint(origin, "norm_num_groups");
        hints.norm_groups = static_cast<std::int64_t>(*groups);
    }
    hints.scaling_factor = number_in(object, "scaling_factor", origin);
    if (hints.scaling_factor && *hints.scaling_factor <= 0) refuse_hint(origin, "scaling_factor");
    hints.shift_factor = number_in(object, "shift_factor", origin);
    return hints;
}

VaeHints hints_beside(const std::filesystem::path& weights) {
    const std::filesystem::path config =
        (std::filesystem::is_directory(weights) ? weights : weights.parent_path()) / "config.json";
    if (!std::filesystem::exists(config)) return {};
    return read_vae_hints(base::read_file(config, kLargestConfig), config.string());
}

std::span<const VaeEntry* const> vae_entries() {
    static const std::array<const VaeEntry*, 4> entries{&wan_vae_entry(), &hunyuan_vae_entry(),
                                                        &flux_vae_entry(), &sd15_vae_entry()};
    return entries;
}

const VaeEntry* vae_of_id(std::string_view id) {
    return find_entry([&](const VaeEntry& entry) { return entry.id == id; });
}

const VaeEntry* vae_of_family(std::string_view family) {
    return find_entry([&](const VaeEntry& entry) { return entry.family == family; });
}

const VaeEntry* vae_of_tensors(const tensor_io::WeightMap& weights) {
    const tensor_io::WeightMap tensors = vae_tensors(weights);
    return find_entry([&](const VaeEntry& entry) { return entry.accepts(tensors); });
}

tensor_io::WeightMap vae_tensors(const tensor_io::WeightMap& weights) {
    for (const std::string_view prefix : kPrefixes) {
        tensor_io::WeightMap behind = weights.behind(prefix);
        if (!behind.entries().empty()) return behind;
    }
    return weights;
}

std::unique_ptr<Vae> open_vae(const tensor_io::WeightMap& weights,
                              const VaeHints& hints,
                              const tensor_io::Placement& placement) {
    const tensor_io::WeightMap tensors = vae_tensors(weights);
    const VaeEntry* entry = find_entry([&](const VaeEntry& row) { return row.accepts(tensors); });
    if (entry == nullptr) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is no autoencoder that is known", weights.origin),
                    "plumbline inspect says what it is");
    }
    return entry->open(entry->canonical(tensors), hints, placement);
}

}  // namespace plumbline::vae
