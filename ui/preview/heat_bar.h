// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preview/heat_map.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QSlider;

namespace plumbline::ui {

/// The colours of a heat map with the numbers of both ends.
class HeatLegend final : public QWidget {
    Q_OBJECT

public:
    explicit HeatLegend(QWidget* parent = nullptr);
    void show_range(const HeatRange& range);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString low_, high_;
};

/// What the heat map over the preview shows: on or off, one step or the sum, how strong. Holds the
/// maps of the run shown. Hidden while off.
class HeatBar final : public QWidget {
    Q_OBJECT

public:
    explicit HeatBar(QWidget* parent = nullptr);

    /// Another run or picture: its maps are not known.
    void clear();
    void append(const api::StepEvent& event);
    /// The step under the shared cursor; below 0: the newest with a map.
    void set_step(int step);
    /// For menu and keyboard.
    [[nodiscard]] QAction* shown_action() const { return shown_; }
    [[nodiscard]] QAction* summed_action() const { return summed_; }

    [[nodiscard]] bool is_on() const;
    /// Null: nothing to show.
    [[nodiscard]] ErrorMapPointer map() const;
    [[nodiscard]] double opacity() const;
    [[nodiscard]] const ErrorMaps& maps() const { return maps_; }

Q_SIGNALS:
    /// The engine has to hand out maps, or need not any more.
    void switched(bool on);
    /// map() or opacity() is another.
    void changed();

private:
    void refresh();
    [[nodiscard]] QString words() const;

    ErrorMaps maps_;
    int step_ = -1;
    QAction *shown_, *summed_;
    QComboBox* which_;
    HeatLegend* legend_;
    QSlider* opacity_;
    QLabel* text_;
};

}  // namespace plumbline::ui
