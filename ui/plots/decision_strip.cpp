// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/decision_strip.h"

#include "plots/step_explanation.h"
#include "plots/step_plot.h"
#include "support/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr int kLaneHeight = 20;

QColor fill_of(QChar letter, const PlotColours& colours) {
    switch (letter.toLatin1()) {
        case 'C': return colours.computed;
        case 'R': return colours.resumed;
        case 'S':
        case 'E': return colours.reused;
        default: return colours.partial;
    }
}

/// What ran stands high, what was reused low: the lane reads without colour.
double height_of(QChar letter) {
    return letter == u'S' || letter == u'E' ? 0.7 : 1.0;
}

/// The font, or a smaller one in which the text has room; never below two thirds.
QFont fitting(QFont font, const QString& text, double width) {
    const double usual = font.pointSizeF();
    for (const double share : {1.0, 0.9, 0.8, 0.7}) {
        font.setPointSizeF(usual * share);
        if (QFontMetricsF(font).horizontalAdvance(text) <= width) break;
    }
    return font;
}

}  // namespace

DecisionStrip::DecisionStrip(QWidget* parent) : StepLanes(parent) {
    setAccessibleName(tr("Decisions"));
}

void DecisionStrip::show_series(const RunSeries& series) {
    recorded_.clear();
    for (const api::Branch branch : {api::Branch::Cond, api::Branch::Uncond}) {
        if (!series.has_branch(branch)) continue;
        Lane lane{.name = branch_word(branch), .expected = false, .letters = {}};
        for (const api::Decision decision : series.branch(branch).decisions)
            lane.letters += QLatin1Char(api::letter(decision));
        recorded_.push_back(std::move(lane));
    }
    show_lanes();
}

void DecisionStrip::show_expected(Expected kind,
                                  const std::map<api::Branch, std::string>& decisions) {
    expected_.clear();
    for (const auto& [branch, letters] : decisions) {
        const QString name = kind == Expected::WhatIf ? tr("what if, %1") : tr("plan, %1");
        expected_.push_back({.name = name.arg(branch_word(branch)),
                             .expected = true,
                             .letters = QString::fromStdString(letters)});
    }
    show_lanes();
}

void DecisionStrip::show_lanes() {
    QString spoken;
    for (const Lane& lane : lanes())
        spoken += lane.name + QStringLiteral(": ") + lane.letters + u' ';
    setAccessibleDescription(spoken);
    updateGeometry();
    update();
}

void DecisionStrip::mark_steps(std::vector<int> steps) {
    marked_ = std::move(steps);
    update();
}

void DecisionStrip::set_prefix(const QString& prefix) {
    prefix_ = prefix;
    update();
}

QSize DecisionStrip::sizeHint() const {
    const auto count =
        static_cast<int>(std::max<std::size_t>(2, recorded_.size() + expected_.size()));
    return {400, count * (kLaneHeight + kGap) + kGap + kLegendHeight};
}

std::vector<DecisionStrip::Lane> DecisionStrip::lanes() const {
    std::vector<Lane> all = recorded_;
    all.insert(all.end(), expected_.begin(), expected_.end());
    return all;
}

void DecisionStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const PlotColours colours = plot_colours(palette());
    painter.fillRect(rect(), colours.background);
    double top = kGap;
    for (const Lane& lane : lanes()) {
        const QRectF place(kAxisMargin, top, width() - 2 * kAxisMargin, kLaneHeight);
        painter.setPen(colours.text);
        const QString name = prefix_.isEmpty() ? lane.name : prefix_ + u' ' + lane.name;
        const QRectF room(2, top, kAxisMargin - 6, kLaneHeight);
        painter.setFont(fitting(font(), name, room.width()));
        painter.drawText(
            room, Qt::AlignRight | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(name, Qt::ElideLeft, static_cast<int>(room.width())));
        painter.setFont(font());
        painter.setClipRect(place);
        paint_lane(painter, lane, place);
        painter.setClipping(false);
        top += kLaneHeight + kGap;
    }
    painter.setPen(QPen(colours.threshold, 1.5));
    const double cell = axis().cell();
    painter.setClipRect(QRectF(kAxisMargin, 0, width() - 2 * kAxisMargin, top));
    for (const int step : marked_)
        painter.drawRect(QRectF(x_of(step - 0.5), kGap / 2.0, cell, top - kGap));
    painter.setClipping(false);
    if (!recorded_.empty()) paint_cursor(painter, top);
    paint_legend(painter, top, legend());
}

/// Of the letters that are there; of the usual ones while none is.
QString DecisionStrip::legend() const {
    QString letters;
    for (const Lane& lane : lanes()) letters += lane.letters;
    const auto names = {std::pair{u'C', tr("C computed")},
                        {u'R', tr("R probed, then computed")},
                        {u'P', tr("P computed in part")},
                        {u'S', tr("S reused")},
                        {u'E', tr("E estimated from the other branch")}};
    QStringList shown;
    for (const auto& [letter, name] : names) {
        const bool is_usual = letter == u'C' || letter == u'R' || letter == u'S';
        if (letters.isEmpty() ? is_usual : letters.contains(letter)) shown << name;
    }
    return shown.join(QStringLiteral("   "));
}

void DecisionStrip::paint_lane(QPainter& painter, const Lane& lane, const QRectF& place) const {
    const PlotColours colours = plot_colours(palette());
    const double cell = axis().cell();
    const bool with_letters = cell >= 9;
    const int last = axis().last(static_cast<int>(lane.letters.size()));
    for (int step = axis().first(); step <= last; ++step) {
        const QChar letter = lane.letters.at(step);
        const double height = place.height() * height_of(letter);
        QRectF box(x_of(step - 0.5), place.bottom() - height, cell, height);
        if (cell > 4) box.adjust(0.5, 0, -0.5, 0);
        QColor fill = fill_of(letter, colours);
        painter.fillRect(box, lane.expected ? QBrush(fill, Qt::Dense3Pattern) : QBrush(fill));
        if (!with_letters) continue;
        painter.setPen(lane.expected ? colours.text : colours.on_fill);
        painter.drawText(box, Qt::AlignCenter | Qt::TextDontClip, QString(letter));
    }
}

}  // namespace plumbline::ui
