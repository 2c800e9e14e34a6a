// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

class QApplication;

namespace plumbline::ui {

enum class Theme { System, Light, Dark, HighContrast };

/// Gives the whole program this theme's palette.
void apply_theme(QApplication& application, Theme theme);

/// Colours of plots and lanes on a palette. Each pair that must be told apart also differs in
/// lightness, and no meaning rests on colour alone.
struct PlotColours {
    QColor background, text, frame, grid;
    QColor cond, uncond, threshold, predicted;
    QColor computed, resumed, reused, partial;  // fills of decisions; text on them is `on_fill`
    QColor on_fill;
};
[[nodiscard]] PlotColours plot_colours(const QPalette& palette);

}  // namespace plumbline::ui
