// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSlider>
#include <vector>

namespace plumbline::ui {

/// A slider with a rug: short ticks under the groove where values of the past lie.
class RugSlider final : public QSlider {
    Q_OBJECT

public:
    explicit RugSlider(QWidget* parent = nullptr);

    /// A tick at this position of the range; what lies outside is drawn at the end. Equal positions
    /// are drawn once, so that memory and cost are bounded by the range.
    void add_tick(int position);
    void clear_ticks();
    /// Positions with a tick, rising.
    [[nodiscard]] std::vector<int> ticks() const;
    /// Where a position is drawn, in pixels from the left.
    [[nodiscard]] int pixel_of(int position) const;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<bool> has_tick_;  // by position - minimum()
};

}  // namespace plumbline::ui
