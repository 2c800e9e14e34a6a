// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <QImage>
#include <vector>

namespace plumbline::ui {

/// The engine's 8-bit RGB frames as pictures of the window; the pixels are copied.
[[nodiscard]] QImage to_image(const api::Image& image);
[[nodiscard]] std::vector<QImage> to_images(const std::vector<api::Image>& frames);

}  // namespace plumbline::ui
