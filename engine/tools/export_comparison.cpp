// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export_comparison.h"

#include "base/check.h"
#include "tools/picture_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace plumbline::tools {
namespace {

using Form = api::ExportComparison::Form;

/// Copies columns [first, end) of a row of `source` to column `to` of that row of `target`.
void copy_columns(const api::Image& source,
                  int row,
                  int first,
                  int end,
                  api::Image& target,
                  int to) {
    const auto at = [row](const api::Image& image, int column) {
        return static_cast<std::size_t>(row) * image.row_bytes() +
               3 * static_cast<std::size_t>(column);
    };
    std::copy_n(source.pixels.begin() + static_cast<std::ptrdiff_t>(at(source, first)),
                3 * (end - first),
                target.pixels.begin() + static_cast<std::ptrdiff_t>(at(target, to)));
}

void wipe(const api::Image& a, const api::Image& b, double divider, api::Image& target) {
    const int column = static_cast<int>(std::lround(divider * a.width));
    for (int row = 0; row < a.height; ++row) {
        copy_columns(a, row, 0, column, target, 0);
        copy_columns(b, row, column, b.width, target, column);
    }
    // Black beside white is seen on every picture.
    fill(target, {.x = column - 1, .y = 0, .width = 1, .height = a.height}, {0, 0, 0});
    fill(target, {.x = column, .y = 0, .width = 1, .height = a.height}, {255, 255, 255});
}

void difference(const api::Image& a, const api::Image& b, double gain, api::Image& target) {
    std::transform(a.pixels.begin(), a.pixels.end(), b.pixels.begin(), target.pixels.begin(),
                   [gain](int left, int right) {
                       const double apart = std::abs(left - right) * gain;
                       return static_cast<std::uint8_t>(std::min(std::lround(apart), 255L));
                   });
}

}  // namespace

int compared_width(const api::ExportComparison& comparison, int width) {
    return comparison.form == Form::SideBySide ? 2 * width : width;
}

api::Image compared_frame(const api::ExportComparison& comparison,
                          const api::Image& a,
                          const api::Image& b,
                          const api::Image* panel) {
    PLUMBLINE_CHECK(a.width == b.width && a.height == b.height, "frames of two sizes");
    const int width = compared_width(comparison, a.width);
    PLUMBLINE_CHECK(panel == nullptr || panel->width == width, "a panel of another width");
    api::Image target{width, a.height + (panel == nullptr ? 0 : panel->height), {}};
    target.pixels.resize(target.row_bytes() * static_cast<std::size_t>(target.height));
    switch (comparison.form) {
        case Form::Wipe: wipe(a, b, comparison.divider, target); break;
        case Form::Difference: difference(a, b, comparison.gain, target); break;
        case Form::SideBySide:
            for (int row = 0; row < a.height; ++row) {
                copy_columns(a, row, 0, a.width, target, 0);
                copy_columns(b, row, 0, b.width, target, a.width);
            }
            break;
    }
    if (panel != nullptr) {
        std::ranges::copy(
            panel->pixels,
            target.pixels.begin() + static_cast<std::ptrdiff_t>(target.row_bytes()) * a.height);
    }
    return target;
}

}  // namespace plumbline::tools
