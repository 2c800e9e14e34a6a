// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/copy_stream.h"

#include <ATen/ATen.h>
#include <c10/core/Event.h>
#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

#include <array>

namespace plumbline::cuda {
namespace {

class InOrder final : public CopyStream {
public:
    void fill(int, at::Tensor& to, const at::Tensor& from) override { to.copy_(from); }
    void wait(int) override {}
    void release(int) override {}
};

/// Streams and events by the interface that all devices of LibTorch share, so that no header of
/// CUDA is needed here and every build has the same code.
class BesideWork final : public CopyStream {
public:
    explicit BesideWork(at::Device device)
        : guard_(device.type()), device_(device), copies_(guard_.getStreamFromGlobalPool(device)) {
        // A buffer may be memory that earlier work still reads.
        for (int buffer = 0; buffer < kBuffers; ++buffer) release(buffer);
    }
    ~BesideWork() override {
        // The buffers go back to the pool of the stream that computes.
        for (int buffer = 0; buffer < kBuffers; ++buffer) wait(buffer);
    }

    void fill(int buffer, at::Tensor& to, const at::Tensor& from) override {
        const auto b = static_cast<std::size_t>(buffer);
        const c10::StreamGuard on_copies(copies_);
        read_[b].block(copies_);
        to.copy_(from, /*non_blocking=*/true);
        filled_[b].record(copies_);
    }
    void wait(int buffer) override {
        filled_[static_cast<std::size_t>(buffer)].block(guard_.getStream(device_));
    }
    void release(int buffer) override {
        read_[static_cast<std::size_t>(buffer)].record(guard_.getStream(device_));
    }

private:
    c10::impl::VirtualGuardImpl guard_;
    at::Device device_;
    c10::Stream copies_;
    std::array<c10::Event, kBuffers> filled_{c10::Event(device_.type()),
                                             c10::Event(device_.type())};
    std::array<c10::Event, kBuffers> read_{c10::Event(device_.type()), c10::Event(device_.type())};
};

}  // namespace

std::unique_ptr<CopyStream> make_copy_stream(at::Device device) {
    if (device.is_cpu()) return std::make_unique<InOrder>();
    return std::make_unique<BesideWork>(device);
}

}  // namespace plumbline::cuda
