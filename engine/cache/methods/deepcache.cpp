// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/parts/full_steps.h"
#include "cache/parts/span_sum.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "deepcache";
constexpr const char* kUniform = "uniform";
constexpr const char* kCentered = "centered";
constexpr double kUsualCenter = 0.3;  // of the steps: 15 of 50

struct DeepParams {
    int interval = 3;
    int branch = 0;
    std::string schedule = kUniform;
    int center = 0;
    double power = 1.4;
};

std::vector<Field<DeepParams>> fields() {
    return {
        {&DeepParams::interval,
         {.key = "interval",
          .title = "Interval",
          .help = "One step in so many is computed in full; 1 computes all.",
          .minimum = 1,
          .maximum = 100,
          .live = true}},
        {&DeepParams::branch,
         {.key = "branch",
          .title = "Branch",
          .help = "The skip connection up to which the outer blocks run at every step: 0 is the "
                  "shallowest, with one block on either side, and the fastest.",
          .minimum = 0,
          .maximum = 99}},
        {&DeepParams::schedule,
         {.key = "schedule",
          .title = "Schedule",
          .help = "Full steps at equal distances, or close together around the center.",
          .choices = {kUniform, kCentered}}},
        {&DeepParams::center,
         {.key = "center",
          .title = "Center",
          .help = "Step around which full steps lie close together; 0: at three tenths of all. "
                  "Schedule centered only.",
          .minimum = 0,
          .maximum = 1000}},
        {&DeepParams::power,
         {.key = "power",
          .title = "Power",
          .help = "How much closer together than elsewhere. Schedule centered only.",
          .minimum = 1.02,
          .maximum = 4}},
    };
}

/// DeepCache (arXiv 2312.00858): the feature that comes out of the inner blocks is kept for some
/// steps, the outer ones run at every step. In a U-Net it is what the up block joins to the skip of
/// the down block that ran last. Without skips (transformers; the papers have no such form) it is
/// what the inner blocks added.
class DeepCache final : public CachePolicy {
public:
    explicit DeepCache(DeepParams params) : params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        end();
        if (2 * outer() >= shape.stack.blocks) {
            throw Error(ErrorKind::Usage,
                        fmt::format("deepcache: branch {} runs all {} blocks at every step",
                                    params_.branch, shape.stack.blocks),
                        fmt::format("use 0 to {}", (shape.stack.blocks - 1) / 2 - 1));
        }
        steps_ = shape.steps;
        plan();
    }
    void end() override { branches_ = {}; }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
        plan();
    }

    models::Streams forward(StackPass& pass) override {
        SpanSum& kept = branches_[static_cast<std::size_t>(pass.branch())];
        const bool is_full = !kept.image.defined() || pass.step().must_compute ||
                             std::ranges::binary_search(full_, pass.step().call);
        models::Streams outer_in = pass.run_to(pass.input(), outer());
        const int inner_end = pass.shape().blocks - outer();
        models::Streams inner_out =
            is_full ? compute(pass, std::move(outer_in), inner_end, kept)
                    : pass.jump_to(put_back(std::move(outer_in), kept), inner_end);
        return pass.run_to(std::move(inner_out), pass.shape().blocks);
    }

    std::int64_t bytes() const override {
        return tensor_bytes(
            {branches_[0].image, branches_[0].text, branches_[1].image, branches_[1].text});
    }

private:
    /// Blocks at either end that always run.
    [[nodiscard]] int outer() const { return params_.branch + 1; }

    void plan() {
        const int center = params_.center > 0
                               ? params_.center
                               : static_cast<int>(std::lround(kUsualCenter * steps_));
        full_ = params_.interval == 1 || params_.schedule == kUniform
                    ? uniform_steps(steps_, params_.interval)
                    : centered_steps(steps_, params_.interval, center, params_.power);
    }

    static models::Streams compute(StackPass& pass,
                                   models::Streams streams,
                                   int inner_end,
                                   SpanSum& kept) {
        const models::Streams before = streams;
        models::Streams out = pass.run_to(std::move(streams), inner_end);
        kept = kept_of(before, out);
        return out;
    }

    DeepParams params_;
    int steps_ = 0;
    std::vector<int> full_;  // ascending
    /// What the inner blocks added; where blocks join skips, what came out of them.
    std::array<SpanSum, 2> branches_;
};

std::vector<api::ParamSpec> deep_params(std::string_view) {
    return schema(fields(), DeepParams{});
}

std::unique_ptr<CachePolicy> make_deep(std::string_view, const api::Params& params) {
    return std::make_unique<DeepCache>(read(kId, fields(), DeepParams{}, params));
}

std::optional<std::string> deep_unsupported(std::string_view, const RunShape& shape) {
    return too_few_steps(shape);
}

}  // namespace

PolicyEntry deepcache_entry() {
    return {.id = kId,
            .title = "DeepCache",
            .paper = "arXiv 2312.00858",
            .summary =
                "Computes the inner blocks every few steps only and the outer ones always. Made "
                "for the skip connections of a U-Net; for transformers it is our variant, which "
                "keeps what the inner blocks added.",
            .families = {"sd15", "wan", "hunyuan", "flux"},
            .params = &deep_params,
            .make = &make_deep,
            .unsupported = &deep_unsupported,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
