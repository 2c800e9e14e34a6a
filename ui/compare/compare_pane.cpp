// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/compare_pane.h"

#include "compare/frame_difference.h"
#include "plots/error_plot.h"
#include "preview/frame_images.h"
#include "support/icons.h"
#include "support/tab_order.h"

#include <QActionGroup>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QSignalBlocker>
#include <QSlider>
#include <QSplitter>
#include <QThreadPool>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

namespace plumbline::ui {
namespace {

QString decibels(double psnr) {
    return std::isinf(psnr) ? ComparePane::tr("equal")
                            : ComparePane::tr("%1 dB").arg(psnr, 0, 'f', 1);
}

QDoubleSpinBox* number(QWidget* parent, const QString& name, double from, double to, double value) {
    auto* box = new QDoubleSpinBox(parent);
    box->setAccessibleName(name);
    box->setToolTip(name);
    box->setRange(from, to);
    box->setDecimals(1);
    box->setValue(value);
    return box;
}

}  // namespace

ComparePane::ComparePane(QWidget* parent)
    : QWidget(parent),
      view_(new CompareView(this)),
      traces_(new LinkedTraces(this)),
      modes_(new QActionGroup(this)),
      position_(new QSlider(Qt::Horizontal, this)),
      gain_(number(this, tr("Gain of the difference"), 1, 64, 4)),
      rate_(number(this, tr("Changes a second while flickering"), 0.5, 15, 2)),
      counter_(new QLabel(this)),
      note_(new QLabel(this)) {
    make_commands();
    position_->setAccessibleName(tr("Frame of both clips"));
    gain_->setPrefix(tr("gain "));
    rate_->setSuffix(tr(" /s"));
    note_->setWordWrap(true);
    view_->set_hint(
        tr("Choose two runs of the list: A and B below it put them here, side against side."));
    auto* names = new QHBoxLayout;
    for (std::size_t side = 0; side < 2; ++side) {
        labels_[side] = new QLabel(this);
        labels_[side]->setTextFormat(Qt::PlainText);
        labels_[side]->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        names->addWidget(labels_[side], 1);
    }
    names->setContentsMargins(8, 4, 8, 0);
    names->setSpacing(12);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(6, 0, 6, 0);
    std::vector<QWidget*> stops;
    for (QAction* mode : modes_->actions()) stops.push_back(add_button(mode));
    for (QWidget* mode : stops) bar->addWidget(mode);
    bar->addWidget(gain_);
    bar->addWidget(rate_);
    QToolButton* swap = add_button(swap_);
    swap->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addWidget(swap);
    stops.insert(stops.end(), {gain_, rate_, swap, view_});
    bar->addStretch(1);
    auto* player = new QHBoxLayout;
    player->setContentsMargins(6, 0, 6, 0);
    for (QAction* action : {back_, play_, on_}) {
        stops.push_back(add_button(action));
        player->addWidget(stops.back());
    }
    player->addWidget(position_, 1);
    player->addWidget(counter_);
    QToolButton* actual = add_button(actual_);
    player->addWidget(actual);
    stops.insert(stops.end(), {position_, actual});
    const auto plots = traces_->findChildren<ErrorPlot*>();
    stops.insert(stops.end(), plots.begin(), plots.end());
    set_tab_order(stops);
    auto* upper = new QWidget(this);
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(names);
    column->addLayout(bar);
    column->addWidget(view_, 1);
    column->addLayout(player);
    column->addWidget(note_);
    note_->setContentsMargins(8, 0, 8, 0);
    auto* split = new QSplitter(Qt::Vertical, this);
    split->addWidget(upper);
    split->addWidget(traces_);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(split);
    connect(position_, &QSlider::valueChanged, this, [this](int frame) {
        set_playing(false);
        show_frame(frame);
    });
    connect(gain_, &QDoubleSpinBox::valueChanged, view_, &CompareView::set_gain);
    connect(rate_, &QDoubleSpinBox::valueChanged, this,
            [this](double rate) { flicker_.setInterval(static_cast<int>(1000 / rate)); });
    connect(&player_, &QTimer::timeout, this,
            [this] { show_frame(frames() > 0 ? (frame_ + 1) % frames() : 0); });
    connect(&flicker_, &QTimer::timeout, this, [this] {
        shows_b_ = !shows_b_;
        view_->show_side(shows_b_);
    });
    flicker_.setInterval(static_cast<int>(1000 / rate_->value()));
    set_mode(CompareMode::Wipe);
    show_labels();
    take_frames();
}

void ComparePane::make_commands() {
    const auto mode = [this](const QString& text, const QString& keys, CompareMode value,
                             const QString& help) {
        auto* action = new QAction(text, modes_);
        action->setShortcut(QKeySequence(keys));
        action->setToolTip(tr("%1 (%2)").arg(help, keys));
        action->setCheckable(true);
        action->setData(static_cast<int>(value));
    };
    mode(tr("Wipe"), tr("Ctrl+Alt+1"), CompareMode::Wipe,
         tr("A left of the divider, B right of it; drag it, or Left and Right"));
    mode(tr("Side by side"), tr("Ctrl+Alt+2"), CompareMode::SideBySide, tr("A beside B"));
    mode(tr("Difference"), tr("Ctrl+Alt+3"), CompareMode::Difference,
         tr("How far apart the colours are; black where they agree"));
    mode(tr("Flicker"), tr("Ctrl+Alt+4"), CompareMode::Flicker, tr("A and B in turn"));
    connect(modes_, &QActionGroup::triggered, this, [this](QAction* action) {
        set_mode(static_cast<CompareMode>(action->data().toInt()));
    });
    swap_ = new QAction(icon("swap"), tr("Swap A and B"), this);
    swap_->setShortcut(QKeySequence(tr("Ctrl+Alt+S")));
    connect(swap_, &QAction::triggered, this, &ComparePane::swap_sides);
    play_ = new QAction(icon("play"), tr("Play or pause both"), this);
    back_ = new QAction(icon("frame-back"), tr("One frame back in both"), this);
    on_ = new QAction(icon("frame-on"), tr("One frame on in both"), this);
    actual_ = new QAction(icon("actual-size"), tr("Show both pixel for pixel"), this);
    actual_->setCheckable(true);
    connect(play_, &QAction::triggered, this, [this] { set_playing(!player_.isActive()); });
    connect(back_, &QAction::triggered, this, [this] { step_frames(-1); });
    connect(on_, &QAction::triggered, this, [this] { step_frames(1); });
    connect(actual_, &QAction::toggled, view_, &CompareView::set_pixel_for_pixel);
}

QToolButton* ComparePane::add_button(QAction* action) {
    auto* button = new QToolButton(this);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAccessibleName(action->text());
    return button;
}

QList<QAction*> ComparePane::commands() const {
    return modes_->actions() << swap_;
}

void ComparePane::begin_side(int side, const QString& label) {
    sides_[static_cast<std::size_t>(side)] = {.label = label, .frames = {}};
    traces_->show_trace(side, {});
    show_labels();
    take_frames();
}

void ComparePane::show_clip(int side, const api::Clip& clip) {
    sides_[static_cast<std::size_t>(side)].frames = to_images(clip.frames);
    if (side == 0) fps_ = static_cast<double>(clip.fps.num) / clip.fps.den;
    take_frames();
}

void ComparePane::show_trace(int side, const records::Trace& trace) {
    traces_->show_trace(side, trace);
}

void ComparePane::swap_sides() {
    std::swap(sides_[0], sides_[1]);
    traces_->swap_sides();
    show_labels();
    take_frames();
    Q_EMIT swapped();
}

CompareMode ComparePane::mode() const {
    return static_cast<CompareMode>(modes_->checkedAction()->data().toInt());
}

double ComparePane::gain() const {
    return gain_->value();
}

void ComparePane::show_labels() {
    for (std::size_t side = 0; side < 2; ++side) {
        const QString name = side == 0 ? QStringLiteral("A") : QStringLiteral("B");
        const QString text = sides_[side].label.isEmpty()
                                 ? tr("%1: not chosen yet").arg(name)
                                 : tr("%1: %2").arg(name, sides_[side].label);
        labels_[side]->setToolTip(text);
        labels_[side]->setText(
            labels_[side]->fontMetrics().elidedText(text, Qt::ElideRight, labels_[side]->width()));
    }
}

void ComparePane::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    show_labels();
}

void ComparePane::set_mode(CompareMode mode) {
    for (QAction* action : modes_->actions())
        if (action->data().toInt() == static_cast<int>(mode)) action->setChecked(true);
    gain_->setEnabled(mode == CompareMode::Difference);
    rate_->setEnabled(mode == CompareMode::Flicker);
    view_->set_mode(mode);
    if (mode == CompareMode::Flicker)
        flicker_.start();
    else
        flicker_.stop();
}

int ComparePane::frames() const {
    return static_cast<int>(std::min(sides_[0].frames.size(), sides_[1].frames.size()));
}

QString ComparePane::note() const {
    return note_->text();
}

const RunSeries& ComparePane::series(int side) const {
    return traces_->series(side);
}

void ComparePane::take_frames() {
    const bool some = frames() > 1;
    for (QAction* action : {play_, back_, on_}) action->setEnabled(some);
    position_->setEnabled(some);
    {
        const QSignalBlocker quiet(position_);
        position_->setRange(0, std::max(0, frames() - 1));
    }
    player_.setInterval(static_cast<int>(std::lround(1000 / std::max(fps_, 0.1))));
    knows_clip_psnr_ = false;
    if (frames() == 0) {
        set_playing(false);
        view_->show_pair({}, {});
        counter_->clear();
        note_->clear();
        return;
    }
    measure();
    show_frame(std::min(frame_, frames() - 1));
}

void ComparePane::measure() {
    // Long clips take a while; the pictures are shared, not copied.
    QThreadPool::globalInstance()->start(
        [pane = QPointer(this), a = sides_[0].frames, b = sides_[1].frames, pair = ++measured_] {
            const double psnr = clip_psnr(a, b);
            if (!pane) return;
            QMetaObject::invokeMethod(pane, [pane, psnr, pair] {
                if (!pane || pair != pane->measured_) return;
                pane->clip_psnr_ = psnr;
                pane->knows_clip_psnr_ = true;
                pane->show_frame(pane->frame_);
            });
        });
}

void ComparePane::show_frame(int frame) {
    if (frame < 0 || frame >= frames()) return;
    frame_ = frame;
    const QImage &a = sides_[0].frames[static_cast<std::size_t>(frame)],
                 &b = sides_[1].frames[static_cast<std::size_t>(frame)];
    view_->show_pair(a, b);
    const QSignalBlocker quiet(position_);
    position_->setValue(frame);
    counter_->setText(tr("%1 / %2").arg(frame + 1).arg(frames()));
    QStringList words;
    words << tr("PSNR of this frame %1").arg(decibels(clip_psnr({a}, {b})));
    if (knows_clip_psnr_) words << tr("of the clip %1").arg(decibels(clip_psnr_));
    if (a.size() != b.size()) {
        words << tr("B is brought from %1×%2 to A's size").arg(b.width()).arg(b.height());
    }
    if (sides_[0].frames.size() != sides_[1].frames.size()) {
        words << tr("A has %1 frames, B %2: the shorter decides")
                     .arg(sides_[0].frames.size())
                     .arg(sides_[1].frames.size());
    }
    note_->setText(words.join(QStringLiteral(" · ")));
}

void ComparePane::step_frames(int by) {
    set_playing(false);
    show_frame(std::clamp(frame_ + by, 0, std::max(0, frames() - 1)));
}

void ComparePane::set_playing(bool playing) {
    if (playing && frames() > 1)
        player_.start();
    else
        player_.stop();
    play_->setIcon(icon(player_.isActive() ? "pause" : "play"));
}

}  // namespace plumbline::ui
