// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/parts/pooled_change.h"
#include "cache/parts/span_sum.h"
#include "cache/step/trigger.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <array>
#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "h2cache";
constexpr const char* kOn = "on";
constexpr const char* kOff = "off";
// Of the safety net, which nobody published.
constexpr int kSafeWarmUp = 3, kSafeHits = 4;
// Sides of the pooled squares, tokens by channels, at the published picture size.
constexpr std::int64_t kStructurePool = 2, kDetailPool = 12;

struct H2Params {
    double threshold = 0.15;
    double detail_threshold = 0.22;
    std::string safe = kOff;
};

H2Params defaults(std::string_view family) {
    H2Params params;
    // The authors have Flux.1 alone; video moves less from step to step.
    if (family != "flux") {
        params.threshold = 0.10;
        params.detail_threshold = 0.15;
    }
    return params;
}

std::vector<Field<H2Params>> fields() {
    return {
        {&H2Params::threshold,
         {.key = "threshold",
          .title = "Structure threshold",
          .help = "The first half of the blocks (double-stream ones where a model has them) is "
                  "reused while what its first block adds has changed by less than this since it "
                  "was computed; then the second half is too. 0 turns the method off.",
          .minimum = 0,
          .maximum = 2,
          .live = true}},
        {&H2Params::detail_threshold,
         {.key = "detail_threshold",
          .title = "Detail threshold",
          .help = "The second half alone is reused while what its first block adds has changed by "
                  "less than this.",
          .minimum = 0,
          .maximum = 2,
          .live = true}},
        {&H2Params::safe,
         {.key = "safe",
          .title = "Safety net",
          .help = "on: the first three steps and the last are computed, and at most four are "
                  "reused one after the other. off: as published.",
          .choices = {kOff, kOn}}},
    };
}

/// What inner blocks of a stage added, and what its first block had added then.
struct Stage {
    at::Tensor probe;  // image tokens; of the second stage of a dual-stream model all tokens
    SpanSum rest;      // of the other blocks

    [[nodiscard]] bool is_usable() const { return probe.defined(); }
};

/// All tokens that a block works on: of a single-stream block text and image.
at::Tensor joined(const models::Streams& streams) {
    return streams.text.defined() ? at::cat({streams.text, streams.image}, 1) : streams.image;
}

/// H2-Cache (arXiv 2510.27171): two stages, each with a test of its own against its last computed
/// call. For models without double-stream blocks, and for video, the split is ours.
class H2Cache final : public CachePolicy {
public:
    explicit H2Cache(H2Params params) : params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        end();
        const int blocks = shape.stack.blocks;
        const bool is_dual = shape.stack.probe_blocks < blocks;
        split_ = is_dual ? shape.stack.probe_blocks : blocks / 2;
        if (split_ < 2 || blocks - split_ < 2) {
            throw Error(ErrorKind::Usage, "h2cache: a stage of this model has one block alone",
                        "use a method that takes the stack as one, such as dicache");
        }
    }
    void end() override {
        branches_ = {};
        hits_ = 0;
    }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
    }

    models::Streams forward(StackPass& pass) override {
        Branch& branch = branches_[index_of(pass.branch())];
        pass.note(Metric::Threshold, params_.threshold);
        const bool may_hit = params_.threshold > 0 && !pass.step().must_compute && !forbids(pass);
        return structure(pass, branch, may_hit);
    }

    std::int64_t bytes() const override {
        std::vector<at::Tensor> held;
        for (const Branch& branch : branches_) {
            for (const Stage& stage : {branch.structure, branch.detail})
                held.insert(held.end(), {stage.probe, stage.rest.image, stage.rest.text});
        }
        return tensor_bytes(held);
    }

private:
    struct Branch {
        Stage structure, detail;
        bool structure_hit = false, detail_hit = false;  // at the present step
    };

    /// The safety net.
    [[nodiscard]] bool forbids(const StackPass& pass) const {
        const StepInfo& step = pass.step();
        return params_.safe == kOn && (step.call < kSafeWarmUp || step.call == step.calls - 1 ||
                                       (pass.branch() == api::Branch::Cond && hits_ >= kSafeHits));
    }

    /// Both branches do what the conditional one decides, where the other has something to reuse.
    [[nodiscard]] bool follows(const StackPass& pass) const {
        return pass.branch() == api::Branch::Uncond;
    }

    models::Streams structure(StackPass& pass, Branch& branch, bool may_hit) {
        models::Streams first = pass.run_to(pass.input(), 1);
        const at::Tensor probe = first.image - pass.input().image;
        double change = api::kNone;
        branch.structure_hit = false;
        if (branch.structure.is_usable()) {
            change = pooled_change(branch.structure.probe, probe, kStructurePool);
            pass.note(Metric::ProbeError, change);
            const bool hits =
                follows(pass) ? branches_[0].structure_hit : change < params_.threshold;
            branch.structure_hit = may_hit && hits;
        }
        if (!follows(pass)) hits_ = branch.structure_hit ? hits_ + 1 : 0;
        if (!branch.structure_hit) {
            pass.probe_done();
            models::Streams done = pass.run_to(first, split_);
            branch.structure = {.probe = probe, .rest = added_between(first, done)};
            return detail(pass, branch, std::move(done), may_hit);
        }
        pass.note_reuse(api::Reuse::Stages);
        models::Streams reused =
            pass.jump_to(plus(std::move(first), branch.structure.rest), split_);
        return detail(pass, branch, std::move(reused), may_hit);
    }

    models::Streams detail(StackPass& pass, Branch& branch, models::Streams in, bool may_hit) {
        const at::Tensor before = joined(in);
        models::Streams first = pass.run_to(std::move(in), split_ + 1);
        const at::Tensor probe = joined(first) - before;
        branch.detail_hit = branch.structure_hit;  // structure that is old has no new details
        if (!branch.detail_hit && branch.detail.is_usable()) {
            const double change = pooled_change(branch.detail.probe, probe, kDetailPool);
            pass.note(Metric::ProbeChange, change);
            const bool hits =
                follows(pass) ? branches_[0].detail_hit : change < params_.detail_threshold;
            branch.detail_hit = may_hit && hits;
        }
        const int blocks = pass.shape().blocks;
        if (branch.detail_hit) {
            // Of a hit in both stages only the two probes ran.
            if (branch.structure_hit)
                pass.probe_done();
            else
                pass.note_reuse(api::Reuse::Detail);
            return pass.jump_to(plus(std::move(first), branch.detail.rest), blocks);
        }
        const at::Tensor image = first.image;
        models::Streams done = pass.run_to(std::move(first), blocks);
        // Nobody reads the text after the last block.
        branch.detail = {.probe = probe, .rest = {.image = done.image - image, .text = {}}};
        return done;
    }

    H2Params params_;
    int split_ = 0;
    int hits_ = 0;  // steps in a row whose structure was reused
    std::array<Branch, 2> branches_;
};

std::vector<api::ParamSpec> h2_params(std::string_view family) {
    return schema(fields(), defaults(family));
}

std::unique_ptr<CachePolicy> make_h2(std::string_view family, const api::Params& params) {
    return std::make_unique<H2Cache>(read(kId, fields(), defaults(family), params));
}

}  // namespace

PolicyEntry h2cache_entry() {
    return {.id = kId,
            .title = "H2-Cache",
            .paper = "arXiv 2510.27171",
            .summary =
                "Tests structure and detail apart: the first and the second half of the blocks, "
                "each by what its first block adds, pooled. Published for Flux.1; with Wan and "
                "HunyuanVideo it is our port.",
            .families = {"flux", "hunyuan", "wan"},
            .params = &h2_params,
            .make = &make_h2,
            .unsupported = &needs_transformer_and_steps};
}

}  // namespace plumbline::cache
