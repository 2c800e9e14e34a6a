// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/frame_difference.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace plumbline::ui {
namespace {

constexpr double kPeak = 255.0;

}  // namespace

QImage difference(const QImage& a, const QImage& b, double gain) {
    uchar scaled[256];
    for (int value = 0; value < 256; ++value)
        scaled[value] = static_cast<uchar>(std::lround(std::min(kPeak, value * gain)));
    QImage result(a.size(), QImage::Format_RGB888);
    for (int y = 0; y < a.height(); ++y) {
        const uchar *row_a = a.constScanLine(y), *row_b = b.constScanLine(y);
        uchar* row = result.scanLine(y);
        for (int x = 0; x < 3 * a.width(); ++x) row[x] = scaled[std::abs(row_a[x] - row_b[x])];
    }
    return result;
}

double mean_square_error(const QImage& a, const QImage& b) {
    std::uint64_t sum = 0;
    for (int y = 0; y < a.height(); ++y) {
        const uchar *row_a = a.constScanLine(y), *row_b = b.constScanLine(y);
        std::uint64_t row = 0;
        for (int x = 0; x < 3 * a.width(); ++x) {
            const int error = row_a[x] - row_b[x];
            row += static_cast<std::uint64_t>(error * error);
        }
        sum += row;
    }
    return static_cast<double>(sum) / (3.0 * a.width() * a.height());
}

double psnr_of(double mean_square_error) {
    if (mean_square_error <= 0) return std::numeric_limits<double>::infinity();
    return 10 * std::log10(kPeak * kPeak / mean_square_error);
}

double clip_psnr(const std::vector<QImage>& a, const std::vector<QImage>& b) {
    const std::size_t frames = std::min(a.size(), b.size());
    if (frames == 0) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0;
    for (std::size_t i = 0; i < frames; ++i) {
        const QImage fitted =
            b[i].size() == a[i].size()
                ? b[i]
                : b[i].scaled(a[i].size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                      .convertToFormat(QImage::Format_RGB888);
        sum += mean_square_error(a[i], fitted);
    }
    return psnr_of(sum / static_cast<double>(frames));
}

}  // namespace plumbline::ui
