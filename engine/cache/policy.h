// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"
#include "cache/stack_pass.h"
#include "models/denoiser.h"

#include <cstdint>

namespace plumbline::cache {

/// What a policy is told before a run.
struct RunShape {
    models::StackShape stack;
    int steps = 0;
    bool guidance = true;     // two branches (classifier-free guidance) or one
    bool from_image = false;  // image-to-video
    std::int64_t pixels = 0;  // of a frame; 0: not known
};

/// A cache method: a small program over the stack. State is kept per branch and never survives
/// begin() or end().
class CachePolicy {
public:
    virtual ~CachePolicy() = default;
    /// New run: forget everything. Throws Error{Usage} when the parameters do not fit (probe deeper
    /// than the stack).
    virtual void begin(const RunShape& shape) = 0;
    /// The run ended, was cancelled or failed: drop every tensor.
    virtual void end() {}
    /// Live parameters, complete and validated; called between steps only.
    virtual void update(const api::Params& params) = 0;
    /// One forward of one branch. Must return with streams.at == pass.shape().blocks.
    [[nodiscard]] virtual models::Streams forward(StackPass& pass) { return pass.run_all(); }
    /// Bytes of tensors it holds now.
    [[nodiscard]] virtual std::int64_t bytes() const { return 0; }
};

}  // namespace plumbline::cache
