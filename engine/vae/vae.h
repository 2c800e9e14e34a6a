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

/// Pixels a latent has on each side, in every autoencoder here.
inline constexpr std::int64_t kSpatialScale = 8;

struct Tiling {
    bool enabled = false;
    int tile = 256;    // pixels
    int stride = 192;  // pixels; the rest is blended linearly
    // Frames, after the first: only where the middle block looks along time.
    int window = 64;
    int window_stride = 48;
};

struct DecodeOptions {
    int latents_per_chunk = 1;  // after the first; any size gives the same frames
    Tiling tiling;
    Checkpoint checkpoint;  // asked between layers, chunks, windows and tiles
};

/// An autoencoder of videos, or of pictures frame by frame. Latents are the model's own
/// (normalised) ones unless said otherwise.
class Vae {
public:
    virtual ~Vae() = default;
    /// z: [1, C, T, h, w] normalised latents. Streams frames to the sink.
    virtual void decode(const at::Tensor& z,
                        const DecodeOptions& options,
                        const FrameSink& sink) = 0;
    /// pixels: [B, 3, F, H, W] in [-1, 1], F = 4n + 1 for a video's. Returns the normalised
    /// posterior mean [B, C, T, h, w], f32.
    [[nodiscard]] virtual at::Tensor encode(const at::Tensor& pixels,
                                            const DecodeOptions& options) = 0;
    /// [B, 3, F, H, W] → posterior mean [B, C, T, h, w], not normalised.
    [[nodiscard]] virtual at::Tensor posterior_mean(const at::Tensor& pixels,
                                                    const DecodeOptions& options) const = 0;
    /// Not normalised latents [B, C, T, h, w] → [B, 3, F, H, W], not clamped, whole.
    [[nodiscard]] virtual at::Tensor decode_raw(const at::Tensor& latents,
                                                const DecodeOptions& options) const = 0;
    /// Posterior mean → the model's latents, and back. [B, C, T, h, w].
    [[nodiscard]] virtual at::Tensor normalise(const at::Tensor& mean) const = 0;
    [[nodiscard]] virtual at::Tensor denormalise(const at::Tensor& z) const = 0;
    /// Frames that T latent frames become.
    [[nodiscard]] virtual std::int64_t frames_of(std::int64_t latent_frames) const = 0;
    [[nodiscard]] virtual std::int64_t weight_bytes() const = 0;
    /// The tiles of the authors' own programs, switched on where they are.
    [[nodiscard]] virtual Tiling usual_tiling() const { return {}; }
};

}  // namespace plumbline::vae
