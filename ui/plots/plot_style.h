// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/theme.h"

#include <qcustomplot.h>

namespace plumbline::ui {

/// Background, axes, grid and legend in these colours and this font.
void style_plot(QCustomPlot& plot, const PlotColours& colours, const QFont& font);

}  // namespace plumbline::ui
