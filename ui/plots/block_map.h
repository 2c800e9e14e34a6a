// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/run_series.h"
#include "plots/step_lanes.h"

#include <vector>

namespace plumbline::ui {

/// Which blocks ran at each step: a column a step, the first block at the bottom, one map a branch.
/// Blocks whose parts were reused are shaded as computed in part, from the left by the share of
/// tokens that ran; below the column stands a letter for what a method of several ways put in
/// place.
class BlockMap final : public StepLanes {
    Q_OBJECT

public:
    explicit BlockMap(QWidget* parent = nullptr);

    void show_series(const RunSeries& series);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Column {
        api::BlockSet ran;
        int blocks = 0;
        api::Reuse reuse = api::Reuse::Unnamed;
        bool in_parts = false;  // blocks ran, but not all of what is in them
        double token_share = 0;
    };
    struct Map {
        QString name;
        std::vector<Column> columns;
    };
    static Column column_of(const api::PassRecord& pass);
    void paint_map(QPainter& painter, const Map& map, const QRectF& place) const;
    void paint_column(QPainter& painter, const Column& column, const QRectF& place) const;
    [[nodiscard]] bool has_letters() const;
    [[nodiscard]] double lane_height() const;
    [[nodiscard]] QString legend() const;

    std::vector<Map> maps_;
};

}  // namespace plumbline::ui
