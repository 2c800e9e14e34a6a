// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "vae/preview.h"
#include "vae/vae.h"

#include <cstdint>

namespace plumbline::train {

/// The preview matrix that fits an autoencoder best on `clips` rendered clips of size × size
/// pixels: least squares between each latent and the mean colour of the pixels it stands for.
[[nodiscard]] vae::PreviewMatrix fit_preview(vae::Vae& vae,
                                             int clips,
                                             int size,
                                             int frames,
                                             std::uint64_t seed);

}  // namespace plumbline::train
