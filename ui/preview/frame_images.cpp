// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/frame_images.h"

namespace plumbline::ui {

QImage to_image(const api::Image& image) {
    const QImage view(image.pixels.data(), image.width, image.height,
                      static_cast<qsizetype>(image.row_bytes()), QImage::Format_RGB888);
    return view.copy();
}

std::vector<QImage> to_images(const std::vector<api::Image>& frames) {
    std::vector<QImage> images;
    images.reserve(frames.size());
    for (const api::Image& frame : frames) images.push_back(to_image(frame));
    return images;
}

}  // namespace plumbline::ui
