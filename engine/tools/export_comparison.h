// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/export.h"
#include "api/image.h"

namespace plumbline::tools {

/// One frame of two results: A left of the divider and B right of it, with a line between; A beside
/// B; or how far they are apart, times the gain. a, b: of one size. panel: of the result's width,
/// stands below; null: none.
[[nodiscard]] api::Image compared_frame(const api::ExportComparison& comparison,
                                        const api::Image& a,
                                        const api::Image& b,
                                        const api::Image* panel);

/// Width of such a frame.
[[nodiscard]] int compared_width(const api::ExportComparison& comparison, int width);

}  // namespace plumbline::tools
