// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/block_map.h"

#include "plots/step_explanation.h"
#include "support/theme.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr int kMapHeight = 36, kLetterHeight = 13;
constexpr double kLeastLetterCell = 8;  // pixels of a column that a letter has room in

QChar letter_of(api::Reuse reuse) {
    switch (reuse) {
        case api::Reuse::Unnamed: return u' ';
        case api::Reuse::Step: return u's';
        case api::Reuse::Guidance: return u'g';
        case api::Reuse::Blocks: return u'b';
        case api::Reuse::Stages: return u'a';
        case api::Reuse::Detail: return u'd';
        case api::Reuse::Modules: return u'm';
        case api::Reuse::Tokens: return u't';
    }
    return u' ';
}

}  // namespace

BlockMap::BlockMap(QWidget* parent) : StepLanes(parent) {
    setAccessibleName(tr("Blocks that ran"));
    hide();
}

BlockMap::Column BlockMap::column_of(const api::PassRecord& pass) {
    const bool all_ran = pass.blocks_run == pass.blocks;
    const bool by_parts = pass.reuse == api::Reuse::Modules || pass.reuse == api::Reuse::Tokens;
    return {.ran = pass.ran,
            .blocks = pass.blocks,
            .reuse = pass.reuse,
            .in_parts = by_parts || (all_ran && pass.decision == api::Decision::Partial),
            .token_share = std::isfinite(pass.token_share) ? pass.token_share : 0};
}

void BlockMap::show_series(const RunSeries& series) {
    maps_.clear();
    QString spoken;
    for (const api::Branch branch : {api::Branch::Cond, api::Branch::Uncond}) {
        if (!series.has_branch(branch)) continue;
        Map map{.name = branch_word(branch), .columns = {}};
        QStringList counts;
        for (const api::StepEvent& step : series.events()) {
            for (const api::PassRecord& pass : step.passes) {
                if (pass.branch != branch) continue;
                map.columns.push_back(column_of(pass));
                counts << QString::number(pass.blocks_run);
            }
        }
        spoken += map.name + QStringLiteral(": ") + counts.join(u' ') + QStringLiteral(". ");
        maps_.push_back(std::move(map));
    }
    setAccessibleDescription(spoken);
    // Traces of the first version do not say which blocks ran.
    const bool knows = std::ranges::any_of(maps_, [](const Map& map) {
        return std::ranges::any_of(map.columns, [](const Column& c) { return !c.ran.empty(); });
    });
    setVisible(knows);
    updateGeometry();
    update();
}

bool BlockMap::has_letters() const {
    return std::ranges::any_of(maps_, [](const Map& map) {
        return std::ranges::any_of(map.columns,
                                   [](const Column& c) { return c.reuse != api::Reuse::Unnamed; });
    });
}

double BlockMap::lane_height() const {
    return kMapHeight + (has_letters() ? kLetterHeight : 0);
}

QSize BlockMap::sizeHint() const {
    const auto count = static_cast<int>(std::max<std::size_t>(1, maps_.size()));
    return {400, count * (static_cast<int>(lane_height()) + kGap) + kGap + kLegendHeight};
}

void BlockMap::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const PlotColours colours = plot_colours(palette());
    painter.fillRect(rect(), colours.background);
    double top = kGap;
    for (const Map& map : maps_) {
        const QRectF place(kAxisMargin, top, width() - 2 * kAxisMargin, lane_height());
        painter.setPen(colours.text);
        painter.drawText(QRectF(2, top, kAxisMargin - 6, kMapHeight),
                         Qt::AlignRight | Qt::AlignVCenter, map.name);
        painter.setClipRect(place);
        paint_map(painter, map, place);
        painter.setClipping(false);
        painter.setPen(colours.frame);
        painter.drawRect(QRectF(place.left(), place.top(), place.width(), kMapHeight));
        top += lane_height() + kGap;
    }
    paint_cursor(painter, top);
    paint_legend(painter, top, legend());
}

void BlockMap::paint_map(QPainter& painter, const Map& map, const QRectF& place) const {
    const StepAxis at = axis();
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    painter.setFont(small);
    const int count = static_cast<int>(map.columns.size());
    for (int step = at.first(); step <= at.last(count); ++step) {
        const Column& column = map.columns[static_cast<std::size_t>(step)];
        QRectF box(at.x_of(step - 0.5), place.top(), at.cell(), kMapHeight);
        if (at.cell() > 4) box.adjust(0.5, 0, -0.5, 0);
        paint_column(painter, column, box);
        if (column.reuse == api::Reuse::Unnamed || at.cell() < kLeastLetterCell) continue;
        painter.setPen(plot_colours(palette()).text);
        painter.drawText(QRectF(box.left(), box.bottom(), box.width(), kLetterHeight),
                         Qt::AlignCenter | Qt::TextDontClip, QString(letter_of(column.reuse)));
    }
    painter.setFont(font());
}

void BlockMap::paint_column(QPainter& painter, const Column& column, const QRectF& place) const {
    const PlotColours colours = plot_colours(palette());
    const double height = place.height() / std::max(1, column.blocks);
    for (const api::BlockSpan& span : column.ran.spans()) {
        const QRectF box(place.left(), place.bottom() - span.end * height, place.width(),
                         (span.end - span.first) * height);
        painter.fillRect(box, column.in_parts ? colours.partial : colours.computed);
        if (!column.in_parts || column.token_share <= 0) continue;
        painter.fillRect(QRectF(box.left(), box.top(),
                                std::max(1.0, column.token_share * box.width()), box.height()),
                         colours.computed);
    }
}

/// Of what is there.
QString BlockMap::legend() const {
    QStringList shown{tr("Blocks that ran, the first at the bottom")};
    for (const api::Reuse reuse :
         {api::Reuse::Step, api::Reuse::Guidance, api::Reuse::Blocks, api::Reuse::Stages,
          api::Reuse::Detail, api::Reuse::Modules, api::Reuse::Tokens}) {
        const bool is_there = std::ranges::any_of(maps_, [&](const Map& map) {
            return std::ranges::any_of(map.columns,
                                       [&](const Column& c) { return c.reuse == reuse; });
        });
        if (is_there) shown << QStringLiteral("%1 %2").arg(letter_of(reuse)).arg(reuse_word(reuse));
    }
    return shown.join(QStringLiteral("   "));
}

}  // namespace plumbline::ui
