// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/registry.h"
#include "pipeline/device.h"
#include "tensor_io/weight_map.h"

#include <cstdint>
#include <string_view>

namespace plumbline::pipeline {

struct RunPlan;

/// Where a run's weights are.
enum class Residency {
    Resident,  // text encoders, denoiser and autoencoder on the device until the
               // run ends
    Swap,      // one after the other
    Stream,    // as Swap, and of the denoiser's blocks two at a time
};
[[nodiscard]] const char* name(Residency residency);  // "resident", …

/// Bytes that a run takes at most at once on the device where it computes, by part.
struct MemoryEstimate {
    std::int64_t text = 0, denoiser = 0, activations = 0, cache = 0, decode = 0;
    std::int64_t streamed = 0;  // the denoiser with two of its blocks at a time

    [[nodiscard]] std::int64_t peak(Residency residency) const;
};

/// Bytes of a denoiser's weights as they are computed with.
struct WeightBytes {
    std::int64_t whole = 0;
    std::int64_t streamed = 0;  // two blocks at a time; `whole` where that cannot be
};
/// canonical: LoRA files included. Matrices in 8-bit floats stay as they are.
[[nodiscard]] WeightBytes weight_bytes(const tensor_io::WeightMap& canonical,
                                       const models::Family& family,
                                       const models::DenoiserSizes& sizes,
                                       at::ScalarType dtype);

[[nodiscard]] MemoryEstimate estimate_memory(const RunPlan& plan);
/// The recipe's, or for "auto" the first of resident, swap and stream whose peak fits: into the
/// recipe's memory where it says one, else into four fifths of what is free, for other programs
/// have to live too (resident on the processor: half of it); stream when none does. free: 0 when
/// not known, which gives swap.
[[nodiscard]] Residency choose_residency(const RunPlan& plan, std::int64_t free);
/// What the run may take: the recipe's memory, else what the system or the device has free; 0 when
/// not known.
[[nodiscard]] std::int64_t memory_budget(const RunPlan& plan);
/// Throws Error{Usage} when the family cannot be run as the recipe asks.
void check_residency(const RunPlan& plan);
/// Throws Error{OutOfMemory} when the plan's residency takes more than its budget; says which would
/// not.
void check_memory(const RunPlan& plan);

}  // namespace plumbline::pipeline
