// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/fields.h"
#include "cache/step/step_policy.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::cache {

/// A step-skipping method whose parts depend on the model, and are therefore put together when a
/// run begins. Params: a struct of options with a member `threshold`.
template <typename Params>
class LatePolicy : public CachePolicy {
public:
    using Fields = std::vector<Field<Params>> (*)(std::string_view family);
    LatePolicy(const char* id, std::string_view family, Fields fields, Params params)
        : id_(id), family_(family), fields_(fields), params_(std::move(params)) {}

    void begin(const RunShape& shape) override {
        policy_ = assembled(shape);
        policy_->begin(shape);
    }
    void end() override {
        if (policy_) policy_->end();
    }
    void update(const api::Params& params) override {
        params_ = read_live(id_, fields_(family_), params_, params);
        if (policy_) policy_->set_threshold(params_.threshold);
    }
    models::Streams forward(StackPass& pass) override { return policy_->forward(pass); }
    std::int64_t bytes() const override { return policy_ ? policy_->bytes() : 0; }

protected:
    /// Throws Error{Usage} when the parameters do not fit the model.
    [[nodiscard]] virtual std::unique_ptr<StepPolicy> assembled(const RunShape& shape) const = 0;
    [[nodiscard]] const std::string& family() const { return family_; }
    [[nodiscard]] const Params& params() const { return params_; }

private:
    const char* id_;
    std::string family_;
    Fields fields_;
    Params params_;
    std::unique_ptr<StepPolicy> policy_;
};

}  // namespace plumbline::cache
