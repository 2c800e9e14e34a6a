// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/distances.h"

#include "base/check.h"
#include "cuda/distances_cpu.h"

#include <ATen/ATen.h>
#include <fmt/ranges.h>

#include <array>
#include <limits>
#include <span>
#ifdef PLUMBLINE_CUDA
#include "base/error.h"
#include "cuda/distances_device.h"

#include <c10/core/impl/VirtualGuardImpl.h>
#endif

namespace plumbline::cuda {
namespace {

/// Whether the pair of probe residuals is there. Half a pair counts as none.
bool has_residuals(const ProbeTensors& tensors) {
    PLUMBLINE_CHECK(tensors.newest_residual.defined() || !tensors.older_residual.defined(),
                    "an older probe residual without a newer one");
    return tensors.older_residual.defined();
}

void check_alike(std::span<const at::Tensor> tensors) {
    const at::Tensor& first = tensors.front();
    PLUMBLINE_CHECK(first.defined() && first.numel() > 0, "the hidden states are empty");
    for (const at::Tensor& tensor : tensors) {
        PLUMBLINE_CHECK(tensor.defined(), "a tensor of the reduction is missing");
        PLUMBLINE_CHECK(tensor.sizes() == first.sizes(), "shapes differ: {} and {}",
                        fmt::join(tensor.sizes(), "x"), fmt::join(first.sizes(), "x"));
        PLUMBLINE_CHECK(tensor.device() == first.device(), "devices differ: {} and {}",
                        tensor.device().str(), first.device().str());
    }
}

enum class Kernel { Cpu, Device, Aten };

/// The kernels want one dtype that they know.
Kernel kernel_for(std::span<const at::Tensor> tensors) {
    const at::Tensor& first = tensors.front();
    for (const at::Tensor& tensor : tensors) {
        if (tensor.scalar_type() != first.scalar_type()) return Kernel::Aten;
    }
    if (!cpu_kernel_knows(first.scalar_type())) return Kernel::Aten;
    if (first.is_cpu()) return Kernel::Cpu;
#ifdef PLUMBLINE_CUDA
    if (first.is_cuda()) return Kernel::Device;
#endif
    return Kernel::Aten;
}

at::Tensor widened(const at::Tensor& tensor) {
    return tensor.scalar_type() == at::kDouble ? tensor : tensor.to(at::kFloat);
}

at::Tensor mean_magnitude(const at::Tensor& tensor) {
    return tensor.abs().mean();
}

ProbeMeans means_from(const at::Tensor& six) {
    const at::Tensor host =
        six.to(at::kCPU, at::kDouble).contiguous();  // the one wait for the device
    const auto* value = host.const_data_ptr<double>();
    return {value[0], value[1], value[2], value[3], value[4], value[5]};
}

#ifdef PLUMBLINE_CUDA

/// Torch's current stream of the tensor's device, asked through the device-independent part of
/// Torch.
void* current_stream(const at::Tensor& tensor) {
    const c10::impl::VirtualGuardImpl guard(tensor.device().type());
    return guard.getStreamNativeHandle(guard.getStream(tensor.device()));
}

Element element_of(const at::Tensor& tensor) {
    switch (tensor.scalar_type()) {
        case at::kDouble: return Element::Double;
        case at::kHalf: return Element::Half;
        case at::kBFloat16: return Element::BFloat16;
        default: return Element::Float;
    }
}

void check_launch(int error) {
    if (error != 0) {
        throw Error(ErrorKind::Device,
                    fmt::format("a cache kernel failed on the GPU: {}", device_error_text(error)),
                    "try again, or use --device cpu");
    }
}

ProbeMeans probe_means_device(const ProbeTensors& tensors) {
    const bool residuals = tensors.newest_residual.defined();
    const DeviceProbe probe{
        .input = tensors.input.const_data_ptr(),
        .probe = tensors.probe.const_data_ptr(),
        .reference_input = tensors.reference_input.const_data_ptr(),
        .reference_probe = tensors.reference_probe.const_data_ptr(),
        .newest = residuals ? tensors.newest_residual.const_data_ptr() : nullptr,
        .older = residuals ? tensors.older_residual.const_data_ptr() : nullptr,
        .count = tensors.input.numel(),
        .element = element_of(tensors.input),
    };
    const auto options = tensors.input.options().dtype(at::kDouble);
    const at::Tensor partials = at::empty({kDeviceBlocks, kDeviceQuantities}, options);
    const at::Tensor sums = at::empty({kDeviceQuantities}, options);
    check_launch(launch_probe_sums(probe, partials.mutable_data_ptr<double>(),
                                   sums.mutable_data_ptr<double>(), tensors.input.device().index(),
                                   current_stream(tensors.input)));
    ProbeMeans means = means_from(sums / static_cast<double>(tensors.input.numel()));
    if (!residuals) {
        means.residual_difference = means.residual_step = std::numeric_limits<double>::quiet_NaN();
    }
    return means;
}

at::Tensor aligned_output_device(const at::Tensor& x,
                                 const at::Tensor& newest,
                                 const at::Tensor& older,
                                 double weight) {
    at::Tensor out = at::empty(x.sizes(), x.options());
    check_launch(launch_aligned_output(
        x.const_data_ptr(), newest.const_data_ptr(), older.const_data_ptr(), weight,
        out.mutable_data_ptr(), x.numel(), element_of(x), x.device().index(), current_stream(x)));
    return out;
}

#endif

}  // namespace

ProbeMeans probe_means(const ProbeTensors& tensors) {
    const bool residuals = has_residuals(tensors);
    std::array<at::Tensor, 6> all = {tensors.input, tensors.probe, tensors.reference_input,
                                     tensors.reference_probe};
    if (residuals) {
        all[4] = tensors.newest_residual;
        all[5] = tensors.older_residual;
    }
    const auto used = std::span(all).first(residuals ? 6 : 4);
    check_alike(used);
    const Kernel kernel = kernel_for(used);
    if (kernel == Kernel::Aten) return probe_means_aten(tensors);
    for (at::Tensor& tensor : used) tensor = tensor.contiguous();
    const ProbeTensors ready{all[0], all[1], all[2], all[3], all[4], all[5]};
#ifdef PLUMBLINE_CUDA
    if (kernel == Kernel::Device) return probe_means_device(ready);
#endif
    return probe_means_cpu(ready);
}

at::Tensor aligned_output(const at::Tensor& x,
                          const at::Tensor& newest,
                          const at::Tensor& older,
                          double weight) {
    std::array<at::Tensor, 3> all = {x, newest, older};
    check_alike(all);
    const Kernel kernel = kernel_for(all);
    if (kernel == Kernel::Aten) return aligned_output_aten(x, newest, older, weight);
    for (at::Tensor& tensor : all) tensor = tensor.contiguous();
#ifdef PLUMBLINE_CUDA
    if (kernel == Kernel::Device) return aligned_output_device(all[0], all[1], all[2], weight);
#endif
    return aligned_output_cpu(all[0], all[1], all[2], weight);
}

ProbeMeans probe_means_aten(const ProbeTensors& tensors) {
    const at::Tensor x = widened(tensors.input);
    const at::Tensor p = widened(tensors.probe);
    const at::Tensor reference_x = widened(tensors.reference_input);
    const at::Tensor reference_p = widened(tensors.reference_probe);
    const at::Tensor missing = at::full({}, std::numeric_limits<double>::quiet_NaN(), x.options());
    at::Tensor difference = missing;
    at::Tensor step = missing;
    if (has_residuals(tensors)) {
        const at::Tensor older = widened(tensors.older_residual);
        difference = mean_magnitude(p - x - older);
        step = mean_magnitude(widened(tensors.newest_residual) - older);
    }
    return means_from(at::stack({mean_magnitude(x - reference_x), mean_magnitude(reference_x),
                                 mean_magnitude(p - reference_p), mean_magnitude(reference_p),
                                 difference, step}));
}

at::Tensor aligned_output_aten(const at::Tensor& x,
                               const at::Tensor& newest,
                               const at::Tensor& older,
                               double weight) {
    const at::Tensor base = widened(older);
    return (widened(x) + base + weight * (widened(newest) - base)).to(x.scalar_type());
}

}  // namespace plumbline::cuda
