// SPDX-License-Identifier: GPL-3.0-or-later
#include "preview/preview_pane.h"

#include "preview/frame_images.h"
#include "preview/heat_bar.h"
#include "support/icons.h"
#include "support/tab_order.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <QSlider>
#include <QStyle>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::ui {
namespace {

// Latent frames stand for four frames each.
constexpr double kPreviewFps = 4.0;

}  // namespace

FrameView::FrameView(QWidget* parent) : QWidget(parent) {
    setMinimumSize(160, 120);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Preview"));
}

void FrameView::show_image(const QImage& image) {
    image_ = image;
    update();
}

void FrameView::set_hint(const QString& text) {
    hint_ = text;
    update();
}

void FrameView::set_pixel_for_pixel(bool on) {
    pixel_for_pixel_ = on;
    update();
}

void FrameView::set_position(int frame, int frames) {
    frame_ = frame;
    frames_ = frames;
}

void FrameView::show_heat(ErrorMapPointer map, double opacity) {
    heat_.show(std::move(map), opacity);
    update();
}

bool FrameView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && heat_.map()) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QRectF at = place();
        const QPointF share((help->pos().x() - at.x()) / at.width(),
                            (help->pos().y() - at.y()) / at.height());
        if (const auto value = heat_.value_at(share, frame_, frames_))
            QToolTip::showText(help->globalPos(),
                               tr("error here: %1").arg(QString::number(*value, 'g', 3)), this);
        else
            QToolTip::hideText();
        return true;
    }
    return QWidget::event(event);
}

QRectF FrameView::place() const {
    QSizeF size = image_.isNull() ? heat_.shape() : QSizeF(image_.size()) / devicePixelRatioF();
    if (!pixel_for_pixel_ || image_.isNull()) size.scale(QSizeF(this->size()), Qt::KeepAspectRatio);
    return {QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size};
}

void FrameView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    if (image_.isNull() && !heat_.map()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(16, 16, -16, -16), Qt::AlignCenter | Qt::TextWordWrap,
                         hint_);
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !pixel_for_pixel_);
    painter.drawImage(place(), image_);
    heat_.paint(painter, place(), frame_, frames_);
}

PreviewPane::PreviewPane(QWidget* parent)
    : QWidget(parent),
      view_(new FrameView(this)),
      heat_(new HeatBar(this)),
      play_(new QToolButton(this)),
      back_(new QToolButton(this)),
      forward_(new QToolButton(this)),
      loop_(new QToolButton(this)),
      actual_(new QToolButton(this)),
      position_(new QSlider(Qt::Horizontal, this)),
      counter_(new QLabel(this)),
      note_(new QLabel(this)) {
    const auto name = [](QToolButton* button, const char* drawing, const QString& help) {
        button->setIcon(icon(drawing));
        button->setToolTip(help);
        button->setAccessibleName(help);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
    };
    name(back_, "frame-back", tr("One frame back"));
    name(play_, "play", tr("Play or pause"));
    name(forward_, "frame-on", tr("One frame on"));
    name(loop_, "loop", tr("Play again and again"));
    name(actual_, "actual-size", tr("Show pixel for pixel"));
    loop_->setCheckable(true);
    loop_->setChecked(true);
    actual_->setCheckable(true);
    position_->setAccessibleName(tr("Frame"));
    counter_->setMinimumWidth(
        counter_->fontMetrics().horizontalAdvance(QStringLiteral("8888 / 8888")));
    view_->set_hint(tr("The picture appears here.\nPress Ctrl+Return to generate."));
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(6, 0, 6, 2);
    bar->addWidget(back_);
    bar->addWidget(play_);
    bar->addWidget(forward_);
    bar->addWidget(loop_);
    bar->addWidget(position_, 1);
    bar->addWidget(counter_);
    bar->addWidget(actual_);
    auto* hurts = new QToolButton(this);
    hurts->setDefaultAction(heat_->shown_action());
    hurts->setAutoRaise(true);
    hurts->setFocusPolicy(Qt::StrongFocus);
    bar->addWidget(hurts);
    set_tab_order({back_, play_, forward_, loop_, position_, actual_, hurts});
    bar->addWidget(note_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_, 1);
    column->addWidget(heat_);
    column->addLayout(bar);
    connect(play_, &QToolButton::clicked, this, [this] { set_playing(!is_playing()); });
    connect(back_, &QToolButton::clicked, this, [this] { step_frames(-1); });
    connect(forward_, &QToolButton::clicked, this, [this] { step_frames(1); });
    connect(actual_, &QToolButton::toggled, view_, &FrameView::set_pixel_for_pixel);
    connect(position_, &QSlider::valueChanged, this, [this](int frame) {
        set_playing(false);
        show_frame(frame);
    });
    connect(&timer_, &QTimer::timeout, this, &PreviewPane::advance);
    connect(heat_, &HeatBar::changed, view_,
            [this] { view_->show_heat(heat_->map(), heat_->opacity()); });
    set_frames({}, kPreviewFps);
}

void PreviewPane::begin_run() {
    is_clip_ = false;
    heat_->clear();
    set_frames({}, kPreviewFps);
    view_->show_image({});
    view_->set_hint(tr("Waiting for the first step…"));
    note_->clear();
}

void PreviewPane::show_preview(const api::PreviewEvent& preview) {
    if (!preview.frames || is_clip_) return;
    const int at = frame_;
    set_frames(to_images(*preview.frames), kPreviewFps);
    show_frame(std::min(at, frames() - 1));  // the animation goes on where it was
    note_->setText(
        tr("preview of step %1, %2 ms").arg(preview.step + 1).arg(preview.ms, 0, 'f', 1));
    set_playing(frames() > 1);
}

void PreviewPane::show_clip(const api::Clip& clip) {
    is_clip_ = true;
    set_frames(to_images(clip.frames), static_cast<double>(clip.fps.num) / clip.fps.den);
    show_frame(0);
    note_->clear();
    set_playing(frames() > 1);
}

void PreviewPane::show_still(const QImage& image) {
    is_clip_ = true;
    heat_->clear();
    std::vector<QImage> frames;
    if (!image.isNull()) frames.push_back(image);
    set_frames(std::move(frames), kPreviewFps);
    set_playing(false);
    view_->show_image(image);
    view_->set_hint(tr("This run left no picture."));
    note_->clear();
}

void PreviewPane::set_frames(std::vector<QImage> frames, double fps) {
    frames_ = std::move(frames);
    timer_.setInterval(static_cast<int>(std::lround(1000.0 / std::max(fps, 0.1))));
    const bool some = frames_.size() > 1;
    for (QToolButton* button : {play_, back_, forward_, loop_}) button->setEnabled(some);
    position_->setEnabled(some);
    const QSignalBlocker quiet(position_);
    position_->setRange(0, std::max(0, static_cast<int>(frames_.size()) - 1));
    if (frames_.empty()) {
        timer_.stop();
        frame_ = 0;
        counter_->clear();
    }
}

void PreviewPane::show_frame(int frame) {
    if (frame < 0 || frame >= frames()) return;
    frame_ = frame;
    view_->set_position(frame, frames());
    view_->show_image(frames_[static_cast<std::size_t>(frame)]);
    const QSignalBlocker quiet(position_);
    position_->setValue(frame);
    counter_->setText(tr("%1 / %2").arg(frame + 1).arg(frames()));
}

void PreviewPane::set_playing(bool playing) {
    if (playing && frames() > 1) {
        if (frame_ == frames() - 1 && !loop_->isChecked()) show_frame(0);
        timer_.start();
    } else {
        timer_.stop();
    }
    play_->setIcon(icon(is_playing() ? "pause" : "play"));
}

void PreviewPane::step_frames(int by) {
    if (frames_.empty()) return;
    set_playing(false);
    show_frame((frame_ + by % frames() + frames()) % frames());
}

void PreviewPane::advance() {
    if (frame_ + 1 < frames()) {
        show_frame(frame_ + 1);
    } else if (loop_->isChecked()) {
        show_frame(0);
    } else {
        set_playing(false);
    }
}

}  // namespace plumbline::ui
