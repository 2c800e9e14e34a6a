// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/checkpoint.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace plumbline::vae {

/// Called with finished frames in order: [1, 3, n, H, W] f32 in [-1, 1] (clamped), CPU or device,
/// first frame index.
using FrameSink = std::function<void(const at::Tensor& frames, std::int64_t first_frame)>;

struct Tiling {
    bool enabled = false;
    int tile = 256;    // pixels
    int stride = 192;  // pixels; the rest is blended linearly
};

struct DecodeOptions {
    int latents_per_chunk = 1;  // after the first; any size gives the same frames
    Tiling tiling;
    Checkpoint checkpoint;  // asked between chunks and tiles
};

/// A video autoencoder. Latents are the model's own (normalised) ones.
class Vae {
public:
    virtual ~Vae() = default;
    /// z: [1, C, T, h, w] normalised latents. Streams frames to the sink.
    virtual void decode(const at::Tensor& z,
                        const DecodeOptions& options,
                        const FrameSink& sink) = 0;
    /// pixels: [B, 3, F, H, W] in [-1, 1], F = 4n + 1. Returns the normalised posterior mean [B, C,
    /// T, h, w].
    [[nodiscard]] virtual at::Tensor encode(const at::Tensor& pixels,
                                            const DecodeOptions& options) = 0;
    /// Frames that T latent frames become.
    [[nodiscard]] virtual std::int64_t frames_of(std::int64_t latent_frames) const = 0;
    [[nodiscard]] virtual std::int64_t weight_bytes() const = 0;
};

}  // namespace plumbline::vae
