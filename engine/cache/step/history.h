// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace plumbline::cache {

/// What the blocks added to the hidden states at one computed call, [B, L, D] in the model's dtype.
struct ResidualPair {
    at::Tensor stack;  // R = y - x
    at::Tensor probe;  // Rp = p - x
};

/// What of the past a trigger or an estimator looks at, besides the newest R.
struct Needs {
    bool last_call = false;       // x and p of the previous call
    bool probe_residual = false;  // Rp
    bool older = false;           // the residuals of the computed call before the last
};
[[nodiscard]] inline Needs operator|(const Needs& a, const Needs& b) {
    return {.last_call = a.last_call || b.last_call,
            .probe_residual = a.probe_residual || b.probe_residual,
            .older = a.older || b.older};
}

/// What one branch remembers of its calls: six tensors at most, image stream only, and no more than
/// is needed. The references are the streams themselves, never copies.
class History {
public:
    History() = default;
    explicit History(const Needs& needs) : needs_(needs) {}

    /// x and p of the previous call, computed or skipped; undefined before the first and where
    /// nobody needs them.
    [[nodiscard]] const at::Tensor& input() const { return input_; }
    [[nodiscard]] const at::Tensor& probe() const { return probe_; }
    /// Residuals of the last computed call and of the one before; undefined where there is none.
    [[nodiscard]] const ResidualPair& newest() const { return newest_; }
    [[nodiscard]] const ResidualPair& older() const { return older_; }

    /// Whether a call may be skipped: there is something to compare with and something to add.
    [[nodiscard]] bool is_usable() const {
        return newest_.stack.defined() && (!needs_.last_call || input_.defined());
    }
    [[nodiscard]] bool has_two_residuals() const { return older_.stack.defined(); }

    /// After every call.
    void remember_call(const at::Tensor& input, const at::Tensor& probe);
    /// After a computed call: x, p and y of it.
    void remember_residuals(const at::Tensor& input,
                            const at::Tensor& probe,
                            const at::Tensor& output);
    /// Every tensor held, undefined ones included.
    [[nodiscard]] std::vector<at::Tensor> tensors() const;

private:
    Needs needs_;
    at::Tensor input_;
    at::Tensor probe_;
    ResidualPair newest_;
    ResidualPair older_;
};

}  // namespace plumbline::cache
