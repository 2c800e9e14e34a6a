// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"
#include "preview/heat_map.h"

#include <QImage>
#include <QTimer>
#include <QWidget>
#include <vector>

class QLabel;
class QSlider;
class QToolButton;

namespace plumbline::ui {

class HeatBar;

/// Shows frames, scaled to fit or pixel for pixel, and where the error sits over them.
class FrameView final : public QWidget {
    Q_OBJECT

public:
    explicit FrameView(QWidget* parent = nullptr);
    void show_image(const QImage& image);
    void set_hint(const QString& text);
    void set_pixel_for_pixel(bool on);
    /// Which frame of how many the image is.
    void set_position(int frame, int frames);
    /// Null: no heat map.
    void show_heat(ErrorMapPointer map, double opacity);

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    /// Where the image is, or a heat map alone.
    [[nodiscard]] QRectF place() const;

    QImage image_;
    QString hint_;
    HeatLayer heat_;
    int frame_ = 0, frames_ = 0;
    bool pixel_for_pixel_ = false;
};

/// While a run goes: the animated preview of the current step. Afterwards: the clip, to play,
/// scrub, loop and step through frame by frame.
class PreviewPane final : public QWidget {
    Q_OBJECT

public:
    explicit PreviewPane(QWidget* parent = nullptr);

    void begin_run();
    void show_preview(const api::PreviewEvent& preview);
    void show_clip(const api::Clip& clip);
    /// One picture, or a hint that there is none.
    void show_still(const QImage& image);
    [[nodiscard]] int frame() const { return frame_; }
    [[nodiscard]] int frames() const { return static_cast<int>(frames_.size()); }
    void set_playing(bool playing);
    [[nodiscard]] bool is_playing() const { return timer_.isActive(); }
    void step_frames(int by);
    [[nodiscard]] HeatBar& heat() const { return *heat_; }

private:
    void set_frames(std::vector<QImage> frames, double fps);
    void show_frame(int frame);
    void advance();

    FrameView* view_;
    HeatBar* heat_;
    QToolButton *play_, *back_, *forward_, *loop_, *actual_;
    QSlider* position_;
    QLabel *counter_, *note_;
    QTimer timer_;
    std::vector<QImage> frames_;
    int frame_ = 0;
    bool is_clip_ = false;
};

}  // namespace plumbline::ui
