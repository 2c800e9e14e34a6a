// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/sensitivity_trigger.h"
#include "pipeline/model_set.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// What a cache must know of one model, measured in its own uncached runs. Kept as JSON under the
/// name of the denoiser's content, "plumbline/calibration/v1".
struct Calibration {
    std::string model, family;  // for people
    int blocks = 0;
    int steps = 0;    // that it was measured with
    int prompts = 0;  // and of how many
    std::string sampler;
    double shift = 0, guidance = 0;

    /// TeaCache's polynomial of one signal, highest power first.
    struct Fit {
        std::vector<double> coefficients;  // empty: not measured
        double r2 = 0;                     // share of the variance that it explains
        double lowest = 0, highest = 0;    // changes of the signal that were seen
        int points = 0;
    };
    Fit teacache, teacache_retained;  // the second of Wan's time projection
    /// MagCache's ratios, one a step, the first 1.
    std::vector<double> magcache, magcache_uncond;  // empty: not measured; one branch
    double magcache_deviation = 0;                  // largest, over tokens and prompts
    /// SenCache's table, in the order of the steps; RMS over RMS, and RMS over the time.
    cache::Sensitivities sencache;  // empty: not measured
    /// ProfilingDiT's blocks: of each, the share of the foreground that is among its most looked-at
    /// tokens; and those with the least of it.
    struct Profile {
        std::vector<double> foreground;  // empty: not measured
        std::vector<double> background;  // numbers of blocks, ascending
    };
    Profile profilingdit;
    /// ProCache's pattern, and all that were tried.
    struct Pattern {
        std::vector<double> steps;  // 1 computed, 0 reused, 2 selective; empty: not searched
        double psnr = 0;            // dB of the latents, against the runs without a cache
    };
    Pattern procache;
    std::vector<Pattern> procache_tried;
};

/// "<16 digits of SHA-256>-<bytes>.json": of the first MiB of each file of the denoiser and their
/// lengths. Throws Error{Input}.
[[nodiscard]] std::string calibration_name(const std::filesystem::path& denoiser);
/// Where shipped ones lie, then where a user's own do ($XDG_DATA_HOME/plumbline/calibration).
[[nodiscard]] std::vector<std::filesystem::path> calibration_folders();
/// As it is kept.
[[nodiscard]] nlohmann::ordered_json calibration_json(const Calibration& calibration);
/// Throws Error{Input} when the file is damaged.
[[nodiscard]] Calibration read_calibration(const std::filesystem::path& file);
/// What is measured stands before what the file had; the rest of it stays. Throws Error{Failed}.
void write_calibration(const std::filesystem::path& file, const Calibration& calibration);
/// Puts what is known of this model among its tuned cache parameters, behind those of its manifest.
/// A user's own calibration stands before a shipped one.
void apply_calibration(ModelFiles& files);

}  // namespace plumbline::pipeline
