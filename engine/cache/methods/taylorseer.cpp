// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/fields.h"
#include "cache/methods/methods.h"
#include "cache/step/trigger.h"
#include "cache/tensor_bytes.h"

#include <ATen/ATen.h>

#include <array>
#include <utility>

namespace plumbline::cache {
namespace {

constexpr const char* kId = "taylorseer";

struct TaylorParams {
    int interval = 5;
    int order = 1;
    int warm_up = 3;
};

std::vector<Field<TaylorParams>> fields() {
    return {
        {&TaylorParams::interval,
         {.key = "interval",
          .title = "Interval",
          .help = "One step in so many is computed, the others are foretold; 1 computes all.",
          .minimum = 1,
          .maximum = 100,
          .live = true}},
        {&TaylorParams::order,
         {.key = "order",
          .title = "Order",
          .help = "Of the Taylor series through the last computed steps: 0 repeats the last "
                  "residual, 1 goes along a line, 2 along a parabola. Each takes one more tensor.",
          .minimum = 0,
          .maximum = 3}},
        {&TaylorParams::warm_up,
         {.key = "warm_up",
          .title = "Warm-up",
          .help = "So many steps at the start are always computed.",
          .minimum = 1,
          .maximum = 1000}},
    };
}

/// TaylorSeer (arXiv 2503.06923) with the residual of the whole stack as its one feature: finite
/// differences over the computed calls stand for derivatives.
class TaylorSeer final : public CachePolicy {
public:
    explicit TaylorSeer(TaylorParams params) : params_(params) {}

    void begin(const RunShape&) override { end(); }
    void end() override { branches_ = {}; }
    void update(const api::Params& params) override {
        params_ = read_live(kId, fields(), params_, params);
    }

    models::Streams forward(StackPass& pass) override {
        Branch& branch = branches_[index_of(pass.branch())];
        const int call = pass.step().call;
        const int since = call - branch.computed_at;
        const bool may_skip = branch.derivatives.size() > 0 && call >= params_.warm_up &&
                              since < params_.interval && !pass.step().must_compute;
        if (!may_skip) return compute(pass, branch);
        models::Streams streams = pass.input();
        at::Tensor output = streams.image;
        double factor = 1;
        for (std::size_t i = 0; i < branch.derivatives.size(); ++i) {
            if (i > 0) factor *= since / static_cast<double>(i);
            output = at::add(output, branch.derivatives[i], factor);
        }
        streams.image = output;
        return pass.jump_to(std::move(streams), pass.shape().blocks);
    }

    std::int64_t bytes() const override {
        std::vector<at::Tensor> held;
        for (const Branch& branch : branches_)
            held.insert(held.end(), branch.derivatives.begin(), branch.derivatives.end());
        return tensor_bytes(held);
    }

private:
    struct Branch {
        std::vector<at::Tensor> derivatives;  // the residual itself first
        int computed_at = 0;                  // call
    };

    models::Streams compute(StackPass& pass, Branch& branch) const {
        models::Streams output = pass.run_all();
        const int call = pass.step().call;
        const double gap = call - branch.computed_at;
        std::vector<at::Tensor> fresh{output.image - pass.input().image};
        for (std::size_t i = 0;
             i < branch.derivatives.size() && static_cast<int>(i) < params_.order; ++i)
            fresh.push_back((fresh[i] - branch.derivatives[i]) / gap);
        branch = {.derivatives = std::move(fresh), .computed_at = call};
        return output;
    }

    TaylorParams params_;
    std::array<Branch, 2> branches_;
};

std::vector<api::ParamSpec> taylor_params(std::string_view) {
    return schema(fields(), TaylorParams{});
}

std::unique_ptr<CachePolicy> make_taylor(std::string_view, const api::Params& params) {
    return std::make_unique<TaylorSeer>(read(kId, fields(), TaylorParams{}, params));
}

}  // namespace

PolicyEntry taylorseer_entry() {
    return {.id = kId,
            .title = "TaylorSeer",
            .paper = "arXiv 2503.06923",
            .summary =
                "Computes every few steps and foretells the others by a Taylor series "
                "through the computed ones. Applied to the residual of the whole stack, "
                "where the paper takes every module's output.",
            .families = {"wan", "hunyuan", "flux"},
            .params = &taylor_params,
            .make = &make_taylor,
            .unsupported = &needs_transformer_and_steps,
            .foreknown = &by_step};
}

}  // namespace plumbline::cache
