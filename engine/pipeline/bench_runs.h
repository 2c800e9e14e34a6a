// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "api/image.h"
#include "api/params.h"
#include "pipeline/run_parts.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace plumbline::pipeline {

/// One denoising run of a bench.
struct BenchRun {
    at::Tensor latents;
    std::vector<api::StepEvent> steps;
    double seconds = 0;            // of the step loop
    std::int64_t cache_bytes = 0;  // at most
};

/// Calls of the stack, both branches.
struct CallCounts {
    int computed = 0;  // every block, after a probe or without
    int partial = 0;   // some blocks, or parts of all
    int reused = 0;    // none but a probe's; or the whole branch estimated

    void add(api::Decision decision);
    void add(const CallCounts& other);
};

/// One run with a cache beside the one without, on the same seed.
struct BenchRow {
    double plain_seconds = 0, cached_seconds = 0;
    double ideal = 1;  // ideal_speedup()
    double psnr = 0, ssim = 0;
    std::int64_t cache_bytes = 0;
    CallCounts calls;
};

/// How much faster `cached` can be at most than `plain`, the run without a cache: blocks by their
/// relative cost, embedding, head and sampler at what a call of `plain` spends on them. A branch
/// that was estimated takes none of these.
[[nodiscard]] double ideal_speedup(const std::vector<api::StepEvent>& plain,
                                   const std::vector<api::StepEvent>& cached);

/// Sums and means of rows.
struct BenchSummary {
    double plain_seconds = 0, cached_seconds = 0;
    double ideal = 1;   // what the measured ratio of the sums can reach at most
    double median = 1;  // of the rows' ratios
    double psnr = 0, ssim = 0;
    std::int64_t cache_bytes = 0;
    int runs = 0;
    CallCounts calls;

    [[nodiscard]] double measured() const { return plain_seconds / cached_seconds; }
    [[nodiscard]] double share_of_ideal() const { return measured() / ideal; }
};
/// "speedup", "psnr" and "ssim" of a result.
[[nodiscard]] nlohmann::ordered_json quality_json(const BenchSummary& sum);
/// rows: not empty.
[[nodiscard]] BenchSummary summary_of(const std::vector<BenchRow>& rows);

/// A model loaded once, for runs that are measured.
class BenchRuns {
public:
    /// plan: any of this model; methods and their parameters are given to each run.
    BenchRuns(const RunPlan& plan, const Checkpoint& checkpoint);

    /// The steps alone. plan: whose prompt the encoded ones are, with its seed.
    [[nodiscard]] BenchRun denoise(const RunPlan& plan,
                                   const EncodedPrompts& prompts,
                                   const std::string& method,
                                   const api::Params& params);
    [[nodiscard]] std::vector<api::Image> decode(const at::Tensor& latents);
    /// plain, plain_frames: of the run without a cache.
    [[nodiscard]] BenchRow compare(const BenchRun& plain,
                                   const std::vector<api::Image>& plain_frames,
                                   const BenchRun& cached);

private:
    Checkpoint checkpoint_;
    std::unique_ptr<models::Denoiser> denoiser_;
    std::unique_ptr<vae::Vae> vae_;
};

}  // namespace plumbline::pipeline
