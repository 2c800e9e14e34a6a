// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace plumbline::ui {

enum class CompareMode { Wipe, SideBySide, Difference, Flicker };

/// Draws one frame of A and the same of B in the mode that was chosen. Sizes that differ are
/// brought to A's. In a wipe the divider follows the mouse; Left and Right move it too.
class CompareView final : public QWidget {
    Q_OBJECT

public:
    explicit CompareView(QWidget* parent = nullptr);

    /// Null pictures: that side is not chosen yet.
    void show_pair(const QImage& a, const QImage& b);
    void set_hint(const QString& text);
    void set_mode(CompareMode mode);
    /// 0: all of B is seen; 1: all of A.
    void set_wipe(double position);
    [[nodiscard]] double wipe() const { return wipe_; }
    void set_gain(double gain);
    /// Which side a flicker shows now.
    void show_side(bool is_b);
    void set_pixel_for_pixel(bool on);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] QRectF place_of(const QImage& image, const QRectF& room) const;
    void paint_side_by_side(QPainter& painter) const;
    void paint_tag(QPainter& painter, const QRectF& place, bool is_b) const;
    void refresh_difference();

    QImage a_, b_, difference_;
    QString hint_;
    CompareMode mode_ = CompareMode::Wipe;
    double wipe_ = 0.5, gain_ = 4.0;
    bool shows_b_ = false, pixel_for_pixel_ = false;
};

}  // namespace plumbline::ui
