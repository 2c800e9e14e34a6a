// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/run_series.h"
#include "plots/step_plot.h"

namespace plumbline::ui {

/// Alignment weight of each branch, as used and before it was clipped.
class WeightPlot final : public StepPlot {
    Q_OBJECT

public:
    explicit WeightPlot(QWidget* parent = nullptr);
    void show_series(const RunSeries& series);

protected:
    void apply_colours() override;

private:
    QCPGraph *cond_, *cond_raw_, *uncond_, *uncond_raw_;
};

/// Time a step took (left axis) and memory that the cache holds (right axis).
class TimingPlot final : public StepPlot {
    Q_OBJECT

public:
    explicit TimingPlot(QWidget* parent = nullptr);
    void show_series(const RunSeries& series);

protected:
    void apply_colours() override;

private:
    QCPGraph *time_, *memory_;
};

}  // namespace plumbline::ui
