// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/residency.h"

#include "base/error.h"
#include "models/block_stream.h"
#include "pipeline/run_plan.h"
#include "tensor_io/scaled_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace plumbline::pipeline {
namespace {

constexpr std::array<Residency, 3> kAll{Residency::Resident, Residency::Swap, Residency::Stream};
constexpr double kShareOfFree = 0.8;
// The host's memory also holds other programs and the pages of mapped weights, and on the processor
// models that stay save no time within a run.
constexpr double kShareOfFreeHost = 0.5;

bool streams(const RunPlan& plan) {
    return models::find_family(plan.model.family).streams_blocks;
}

std::string gigabytes(std::int64_t bytes) {
    return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

/// What of the free memory a residency may take that was not asked for.
double share_of_free(const RunPlan& plan, Residency residency) {
    if (plan.recipe.memory > 0) return 1.0;
    const bool stays_on_host = residency == Residency::Resident && plan.target.device.is_cpu();
    return stays_on_host ? kShareOfFreeHost : kShareOfFree;
}

/// How a run that does not fit would, in words.
std::string remedy(const RunPlan& plan, std::int64_t budget) {
    RunPlan tiled = plan;
    tiled.recipe.tiled_vae = true;
    for (const RunPlan* way : std::array<const RunPlan*, 2>{&plan, &tiled}) {
        const MemoryEstimate estimate = estimate_memory(*way);
        for (const Residency other : kAll) {
            if (other == Residency::Stream && !streams(plan)) continue;
            if (estimate.peak(other) > budget) continue;
            return fmt::format("use {}--residency {}, which needs about {}",
                               way == &tiled ? "--tiled-vae " : "", name(other),
                               gigabytes(estimate.peak(other)));
        }
    }
    return "use a smaller size, fewer frames, or close other programs";
}

}  // namespace

const char* name(Residency residency) {
    switch (residency) {
        case Residency::Resident: return "resident";
        case Residency::Swap: return "swap";
        case Residency::Stream: return "stream";
    }
    return "unknown";
}

std::int64_t MemoryEstimate::peak(Residency residency) const {
    const std::int64_t steps = activations + cache;
    switch (residency) {
        case Residency::Resident: return text + denoiser + std::max(steps, decode);
        case Residency::Swap: return std::max({text, denoiser + steps, decode});
        case Residency::Stream: return std::max({text, streamed + steps, decode});
    }
    return 0;
}

WeightBytes weight_bytes(const tensor_io::WeightMap& canonical,
                         const models::Family& family,
                         const models::DenoiserSizes& sizes,
                         at::ScalarType dtype) {
    const auto element = static_cast<std::int64_t>(c10::elementSize(dtype));
    std::map<std::string_view, std::int64_t> blocks;
    WeightBytes bytes;
    for (const auto& [name, shape] : sizes.parameters) {
        const auto stored = canonical.entries().find(name);
        const bool stays = stored != canonical.entries().end() && shape.size() == 2 &&
                           tensor_io::is_float8(stored->second.dtype);
        const std::int64_t taken = c10::multiply_integers(shape) * (stays ? 1 : element);
        bytes.whole += taken;
        const std::string_view block = family.streams_blocks ? models::block_of(name) : "";
        if (block.empty())
            bytes.streamed += taken;
        else
            blocks[block] += taken;
    }
    std::int64_t largest = 0;
    for (const auto& [block, taken] : blocks) largest = std::max(largest, taken);
    bytes.streamed += 2 * largest;
    return bytes;
}

MemoryEstimate estimate_memory(const RunPlan& plan) {
    const auto element = static_cast<std::int64_t>(c10::elementSize(plan.target.dtype));
    const std::int64_t tokens =
        plan.tokens() + (plan.ways->text_in_stack ? plan.sizes.text_len : 0);
    const std::int64_t dim = plan.sizes.dim;
    MemoryEstimate estimate;
    estimate.denoiser = plan.weights.whole;
    estimate.streamed = plan.weights.streamed;
    // Residual stream, normalised input, q, k, v, attention output and their copies; the MLP goes
    // by chunks.
    estimate.activations = tokens * dim * element * 12 +
                           std::min<std::int64_t>(tokens, 8192) * plan.sizes.ffn_dim * element;
    estimate.cache =
        plan.recipe.cache == "none" ? 0 : tokens * dim * element * 6 * (plan.guided ? 2 : 1);
    // The encoders' matrices stay as they are stored.
    estimate.text = std::max(plan.text_bytes, plan.image_bytes);
    estimate.decode = plan.ways->decode_bytes({.width = *plan.recipe.width,
                                               .height = *plan.recipe.height,
                                               .frames = *plan.recipe.frames,
                                               .tiled = plan.recipe.tiled_vae});
    return estimate;
}

Residency choose_residency(const RunPlan& plan, std::int64_t free) {
    const auto asked = std::ranges::find_if(
        kAll, [&](Residency one) { return plan.recipe.residency == name(one); });
    if (asked != kAll.end()) return *asked;
    if (free == 0) return Residency::Swap;
    const MemoryEstimate estimate = estimate_memory(plan);
    for (const Residency one : kAll) {
        const double room = share_of_free(plan, one) * static_cast<double>(free);
        if (static_cast<double>(estimate.peak(one)) <= room) return one;
    }
    return streams(plan) ? Residency::Stream : Residency::Swap;
}

std::int64_t memory_budget(const RunPlan& plan) {
    if (plan.recipe.memory > 0) return plan.recipe.memory;
    return plan.target.device.is_cpu() ? available_host_memory()
                                       : available_device_memory(plan.target.device);
}

void check_residency(const RunPlan& plan) {
    if (plan.recipe.residency != name(Residency::Stream) || streams(plan)) return;
    throw Error(ErrorKind::Usage,
                fmt::format("{} cannot be streamed block by block",
                            models::find_family(plan.model.family).title),
                "use --residency swap");
}

void check_memory(const RunPlan& plan) {
    const std::int64_t budget = memory_budget(plan);
    const std::int64_t needed = estimate_memory(plan).peak(plan.residency);
    if (budget == 0 || needed <= budget) return;
    throw Error(ErrorKind::OutOfMemory,
                fmt::format("{}×{}, {} frames need about {} ({}), {} are {}", *plan.recipe.width,
                            *plan.recipe.height, *plan.recipe.frames, gigabytes(needed),
                            name(plan.residency), gigabytes(budget),
                            plan.recipe.memory > 0 ? "allowed" : "free"),
                remedy(plan, budget));
}

}  // namespace plumbline::pipeline
