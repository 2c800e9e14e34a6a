// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/run_series.h"
#include "plots/step_lanes.h"

#include <map>
#include <string>
#include <vector>

namespace plumbline::ui {

/// One lane of cells a guidance branch, a cell a step: what was decided, as colour, letter and
/// height. Below them, while a threshold is tried, the lanes that it would have led to, and before
/// a run those of a schedule that is known.
class DecisionStrip final : public StepLanes {
    Q_OBJECT

public:
    explicit DecisionStrip(QWidget* parent = nullptr);

    void show_series(const RunSeries& series);
    /// Lanes of what has not happened; empty: none.
    enum class Expected { WhatIf, Planned };
    void show_expected(Expected kind, const std::map<api::Branch, std::string>& decisions);
    /// A frame around these steps.
    void mark_steps(std::vector<int> steps);
    /// Stands before the lanes' names: which run they belong to.
    void set_prefix(const QString& prefix);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Lane {
        QString name;
        bool expected = false;  // has not happened
        QString letters;        // one a step
    };
    [[nodiscard]] std::vector<Lane> lanes() const;
    void show_lanes();
    void paint_lane(QPainter& painter, const Lane& lane, const QRectF& place) const;
    [[nodiscard]] double x_of(double step) const { return axis().x_of(step); }

    [[nodiscard]] QString legend() const;

    std::vector<Lane> recorded_, expected_;
    std::vector<int> marked_;
    QString prefix_;
};

}  // namespace plumbline::ui
