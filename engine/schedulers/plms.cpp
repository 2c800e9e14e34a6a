// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedulers/epsilon_sampler.h"

#include <ATen/ATen.h>

#include <vector>

namespace plumbline::schedulers {
namespace {

/// Linear multistep on the predicted noise. Source: specification 6.5.
class Plms final : public EpsilonSampler {
public:
    using EpsilonSampler::EpsilonSampler;

    at::Tensor step(int step, const at::Tensor& latents, const at::Tensor& prediction) override {
        enter(step, latents, prediction);
        const at::Tensor newest = prediction.to(at::kFloat);
        if (step == 1) {
            // The first step once more from where it began; this prediction is not kept.
            const at::Tensor mean = combination({{0.5, newest}, {0.5, past_.front()}});
            return transferred(start_, mean, 0, step);
        }
        if (step == 0) start_ = latents;
        past_.insert(past_.begin(), newest);
        if (past_.size() > kOrder) past_.pop_back();
        return transferred(latents, extrapolated(), step, step + 1);
    }

private:
    static constexpr std::size_t kOrder = 4;

    /// Adams-Bashforth of the order that the past allows.
    [[nodiscard]] at::Tensor extrapolated() const {
        switch (past_.size()) {
            case 1: return past_[0];
            case 2: return combination({{3.0 / 2, past_[0]}, {-1.0 / 2, past_[1]}});
            case 3:
                return combination(
                    {{23.0 / 12, past_[0]}, {-16.0 / 12, past_[1]}, {5.0 / 12, past_[2]}});
            default:
                return combination({{55.0 / 24, past_[0]},
                                    {-59.0 / 24, past_[1]},
                                    {37.0 / 24, past_[2]},
                                    {-9.0 / 24, past_[3]}});
        }
    }

    at::Tensor start_;
    std::vector<at::Tensor> past_;  // newest first
};

}  // namespace

std::unique_ptr<Scheduler> make_plms(Schedule schedule) {
    return std::make_unique<Plms>(std::move(schedule));
}

}  // namespace plumbline::schedulers
