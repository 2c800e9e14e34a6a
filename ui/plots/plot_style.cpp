// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/plot_style.h"

namespace plumbline::ui {

void style_plot(QCustomPlot& plot, const PlotColours& colours, const QFont& font) {
    plot.setBackground(colours.background);
    for (QCPAxis* axis : {plot.xAxis, plot.yAxis, plot.yAxis2}) {
        axis->setBasePen(QPen(colours.frame));
        axis->setTickPen(QPen(colours.frame));
        axis->setSubTickPen(QPen(colours.frame));
        axis->setTickLabelColor(colours.text);
        axis->setLabelColor(colours.text);
        axis->setTickLabelFont(font);
        axis->setLabelFont(font);
        axis->grid()->setPen(QPen(colours.grid, 0, Qt::DotLine));
        axis->grid()->setZeroLinePen(QPen(colours.grid));
    }
    plot.legend->setBrush(QBrush(colours.background));
    plot.legend->setBorderPen(QPen(Qt::NoPen));
    plot.legend->setTextColor(colours.text);
    plot.legend->setFont(font);
}

}  // namespace plumbline::ui
