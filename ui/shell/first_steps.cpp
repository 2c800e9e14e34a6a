// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/first_steps.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr int kGap = 14, kCardWidth = 330, kCorner = 6;

}  // namespace

FirstSteps::FirstSteps(std::vector<FirstStep> steps, QWidget* window)
    : QWidget(window),
      steps_(std::move(steps)),
      card_(new QFrame(this)),
      title_(new QLabel(card_)),
      text_(new QLabel(card_)),
      next_(new QPushButton(card_)),
      skip_(new QPushButton(tr("Skip"), card_)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(tr("First steps"));
    setFocusPolicy(Qt::StrongFocus);
    QFont bold = title_->font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 1.15);
    title_->setFont(bold);
    text_->setWordWrap(true);
    card_->setAutoFillBackground(true);
    card_->setFrameShape(QFrame::StyledPanel);
    card_->setFixedWidth(kCardWidth);
    next_->setDefault(true);
    next_->setAccessibleName(tr("Next"));
    skip_->setAccessibleName(tr("Skip"));
    auto* row = new QHBoxLayout;
    row->addWidget(skip_);
    row->addStretch(1);
    row->addWidget(next_);
    auto* column = new QVBoxLayout(card_);
    column->addWidget(title_);
    column->addWidget(text_);
    column->addLayout(row);
    connect(next_, &QPushButton::clicked, this, &FirstSteps::go_on);
    connect(skip_, &QPushButton::clicked, this, &QWidget::close);
    window->installEventFilter(this);
    resize(window->size());
    show_step();
    show();
    raise();
    next_->setFocus();
}

void FirstSteps::go_on() {
    if (++step_ >= static_cast<int>(steps_.size())) {
        close();
        return;
    }
    show_step();
}

QRect FirstSteps::hole() const {
    const QWidget* target = steps_[static_cast<std::size_t>(step_)].target;
    if (target == nullptr || !target->isVisible()) return {};
    return QRect(target->mapTo(parentWidget(), QPoint()), target->size()).adjusted(-4, -4, 4, 4);
}

void FirstSteps::show_step() {
    if (step_ >= static_cast<int>(steps_.size())) return;
    const FirstStep& step = steps_[static_cast<std::size_t>(step_)];
    title_->setText(
        tr("%1 of %2: %3").arg(step_ + 1).arg(static_cast<int>(steps_.size())).arg(step.title));
    text_->setText(step.text);
    next_->setText(step_ + 1 < static_cast<int>(steps_.size()) ? tr("Next") : tr("Start"));
    setAccessibleDescription(step.text);
    // Not adjustSize: it takes the height of the words at the width they would like.
    card_->resize(kCardWidth, card_->heightForWidth(kCardWidth));
    // Beside the target where there is room, else above it; always inside the window.
    const QRect at = hole();
    QPoint place =
        at.isNull()                                    ? rect().center() - card_->rect().center()
        : at.right() + kGap + card_->width() < width() ? QPoint(at.right() + kGap, at.top())
        : at.left() - kGap - card_->width() > 0
            ? QPoint(at.left() - kGap - card_->width(), at.top())
            : QPoint(at.center().x() - card_->width() / 2, at.top() - kGap - card_->height());
    place.setX(std::clamp(place.x(), kGap, std::max(kGap, width() - card_->width() - kGap)));
    place.setY(std::clamp(place.y(), kGap, std::max(kGap, height() - card_->height() - kGap)));
    card_->move(place);
    update();
}

void FirstSteps::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath dim;
    dim.addRect(rect());
    const QRect at = hole();
    if (!at.isNull()) {
        QPainterPath open;
        open.addRoundedRect(at, kCorner, kCorner);
        dim = dim.subtracted(open);
    }
    painter.fillPath(dim, QColor(0, 0, 0, 140));
    if (at.isNull()) return;
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRoundedRect(at, kCorner, kCorner);
}

void FirstSteps::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QWidget::keyPressEvent(event);
}

bool FirstSteps::focusNextPrevChild(bool next) {
    (next_->hasFocus() ? skip_ : next_)
        ->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return true;
}

bool FirstSteps::event(QEvent* event) {
    // Esc is the window's "Stop"; while this is shown it ends this.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool FirstSteps::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        resize(parentWidget()->size());
        show_step();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace plumbline::ui
