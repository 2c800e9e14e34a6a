// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>

namespace plumbline::cuda {

/// Fills two buffers of a device in turn, beside the work that reads them. On the CPU, which works
/// in order, a copy is done when it is asked for.
class CopyStream {
public:
    static constexpr int kBuffers = 2;

    virtual ~CopyStream() = default;
    /// Copies `from` (host; pinned, or the copy is no longer beside the work) into `to`, a part of
    /// this buffer, once the work that was released has read it.
    virtual void fill(int buffer, at::Tensor& to, const at::Tensor& from) = 0;
    /// Work given to the device from now on begins when the buffer's copies are done.
    virtual void wait(int buffer) = 0;
    /// Work given to the device up to now is the last that reads what the buffer holds.
    virtual void release(int buffer) = 0;
};

[[nodiscard]] std::unique_ptr<CopyStream> make_copy_stream(at::Device device);

}  // namespace plumbline::cuda
