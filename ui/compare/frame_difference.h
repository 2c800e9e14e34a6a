// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <vector>

namespace plumbline::ui {

/// |a - b| times the gain, channel by channel, at most 255: black where the pictures agree. Both
/// RGB888 of one size.
[[nodiscard]] QImage difference(const QImage& a, const QImage& b, double gain);

/// Mean of (a - b)^2 over all pixels and channels, values 0..255. Both RGB888 of one size.
[[nodiscard]] double mean_square_error(const QImage& a, const QImage& b);

/// 10 log10(255^2 / error), in dB; infinite for equal pictures.
[[nodiscard]] double psnr_of(double mean_square_error);

/// Over all frames that both clips have; B's frames are brought to A's size. NaN: none.
[[nodiscard]] double clip_psnr(const std::vector<QImage>& a, const std::vector<QImage>& b);

}  // namespace plumbline::ui
