// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <filesystem>
#include <vector>

namespace plumbline::vae {

/// The colour of a latent as a linear map of its channels: a picture of h × w pixels at the cost of
/// one small product, good enough to see what comes.
struct PreviewMatrix {
    std::vector<std::array<float, 3>> rows;  // one a latent channel: red, green, blue
    std::array<float, 3> bias{};
};

/// Published constants for the latents of Wan 2.1, HunyuanVideo and Flux.1 (16 channels) and of
/// Stable Diffusion 1.5 (4 channels).
[[nodiscard]] const PreviewMatrix& wan_preview_matrix();
[[nodiscard]] const PreviewMatrix& hunyuan_preview_matrix();
[[nodiscard]] const PreviewMatrix& flux_preview_matrix();
[[nodiscard]] const PreviewMatrix& sd15_preview_matrix();

/// {"rows": [[r, g, b], …], "bias": [r, g, b]}. Throws Error{Input}.
[[nodiscard]] PreviewMatrix read_preview_matrix(const std::filesystem::path& path);
void write_preview_matrix(const std::filesystem::path& path, const PreviewMatrix& matrix);

/// latents: [1, C, T, h, w], a prediction of the finished ones. → [1, 3, T, h, w] f32 in [-1, 1]
/// (clamped), on the latents' device.
[[nodiscard]] at::Tensor preview_frames(const at::Tensor& latents, const PreviewMatrix& matrix);

/// Least squares over encoded clips. latents: [N, C]; colours: [N, 3] in [-1, 1].
[[nodiscard]] PreviewMatrix fit_preview_matrix(const at::Tensor& latents,
                                               const at::Tensor& colours);

}  // namespace plumbline::vae
