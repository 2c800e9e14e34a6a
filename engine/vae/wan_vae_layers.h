// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <variant>
#include <vector>

namespace plumbline::vae::wan {

/// What a chunk leaves behind for the next one: per causal convolution the last two input frames,
/// per temporal resampler whether the first chunk has passed. One per clip (and per tile). Every
/// layer claims its slots in the same order at every chunk.
class FeatureCache {
public:
    struct Slot {
        at::Tensor frames;     // [B, C, <=2, H, W]; undefined before the first use
        bool started = false;  // temporal resamplers: the first chunk has passed
    };
    void begin_chunk() { next_ = 0; }
    [[nodiscard]] Slot& claim();

private:
    std::vector<Slot> slots_;
    std::size_t next_ = 0;
};

/// Zero padding left in time, symmetric in space.
struct CausalConv {
    at::Tensor weight, bias;  // [out, in, kt, kh, kw]
    [[nodiscard]] at::Tensor run(at::Tensor x, FeatureCache& cache) const;
};
[[nodiscard]] CausalConv take_conv(const tensor_io::WeightScope& scope,
                                   std::int64_t out,
                                   std::int64_t in,
                                   std::int64_t kt,
                                   std::int64_t kh,
                                   std::int64_t kw);

/// x / max(|x|, 1e-12) · sqrt(C) · gamma per position, over channels (axis 1).
[[nodiscard]] at::Tensor channel_norm(const at::Tensor& x, const at::Tensor& gamma);

struct ResidualBlock {
    at::Tensor gamma_in, gamma_out;
    CausalConv conv_in, conv_out;
    CausalConv shortcut;  // weight undefined: identity
};
struct AttentionBlock {
    at::Tensor gamma, qkv_weight, qkv_bias, out_weight, out_bias;
};
enum class Resampling { Down2d, Down3d, Up2d, Up3d };
struct Resample {
    Resampling kind = Resampling::Up2d;
    at::Tensor weight, bias;  // 2-D convolution
    CausalConv time_conv;     // Down3d, Up3d
};
using Layer = std::variant<ResidualBlock, AttentionBlock, Resample>;

[[nodiscard]] ResidualBlock take_residual(const tensor_io::WeightScope& scope,
                                          std::int64_t in,
                                          std::int64_t out);
[[nodiscard]] AttentionBlock take_attention(const tensor_io::WeightScope& scope, std::int64_t dim);
[[nodiscard]] Resample take_resample(const tensor_io::WeightScope& scope,
                                     Resampling kind,
                                     std::int64_t dim);

/// x: [B, C, T, H, W] → the same with the layer's channels and sizes.
[[nodiscard]] at::Tensor run(const Layer& layer, const at::Tensor& x, FeatureCache& cache);

/// conv_in → layers → norm, SiLU, conv_out: one half of the autoencoder.
struct Network {
    CausalConv conv_in, conv_out;
    at::Tensor head_gamma;
    std::vector<Layer> layers;
    /// One chunk. The first chunk of a clip must be one frame (encoder) or one latent (decoder).
    [[nodiscard]] at::Tensor run(const at::Tensor& x,
                                 FeatureCache& cache,
                                 const Checkpoint& checkpoint) const;
};

}  // namespace plumbline::vae::wan
