// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "compare/compare_view.h"
#include "compare/linked_traces.h"

#include <QImage>
#include <QTimer>
#include <array>
#include <vector>

class QAction;
class QActionGroup;
class QDoubleSpinBox;
class QLabel;
class QSlider;
class QToolButton;

namespace plumbline::ui {

/// Two results against each other: pictures in step (wipe, side by side, difference, flicker), how
/// far apart they are, and the decisions that led to them under one cursor.
class ComparePane final : public QWidget {
    Q_OBJECT

public:
    explicit ComparePane(QWidget* parent = nullptr);

    /// side: 0 is A, 1 is B. Another result takes the side; its clip and trace come when they are
    /// read.
    void begin_side(int side, const QString& label);
    void show_clip(int side, const api::Clip& clip);
    void show_trace(int side, const records::Trace& trace);
    void swap_sides();
    void set_mode(CompareMode mode);
    void step_frames(int by);
    void set_playing(bool playing);
    [[nodiscard]] int frame() const { return frame_; }
    /// Frames that both clips have.
    [[nodiscard]] int frames() const;
    /// What is said about the pair: lengths or sizes that differ, PSNR.
    [[nodiscard]] QString note() const;
    /// The recorded steps of a side.
    [[nodiscard]] const RunSeries& series(int side) const;
    /// For the menu: the modes, then "Swap A and B".
    [[nodiscard]] QList<QAction*> commands() const;
    [[nodiscard]] CompareMode mode() const;
    /// Share of a wipe's width that A has.
    [[nodiscard]] double divider() const { return view_->wipe(); }
    /// What a difference is multiplied by.
    [[nodiscard]] double gain() const;

Q_SIGNALS:
    /// A is B now, and B is A.
    void swapped();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Side {
        QString label;
        std::vector<QImage> frames;
    };
    void make_commands();
    QToolButton* add_button(QAction* action);
    void show_labels();
    void show_frame(int frame);
    void take_frames();
    void measure();

    std::array<Side, 2> sides_;
    CompareView* view_;
    LinkedTraces* traces_;
    QActionGroup* modes_;
    QAction *swap_, *play_, *back_, *on_, *actual_;
    QSlider* position_;
    QDoubleSpinBox *gain_, *rate_;
    std::array<QLabel*, 2> labels_{};
    QLabel *counter_, *note_;
    QTimer player_, flicker_;
    double fps_ = 8.0;
    double clip_psnr_ = 0;
    int frame_ = 0;
    int measured_ = 0;  // counts pairs, so that a late answer is known as one
    bool knows_clip_psnr_ = false, shows_b_ = false;
};

}  // namespace plumbline::ui
