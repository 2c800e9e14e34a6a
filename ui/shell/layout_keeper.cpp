// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/layout_keeper.h"

#include <QEvent>
#include <QWidget>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr int kRestMs = 500;  // after the last change

}  // namespace

LayoutKeeper::LayoutKeeper(std::function<void()> keep, QObject* parent) : QObject(parent) {
    rest_.setSingleShot(true);
    rest_.setInterval(kRestMs);
    connect(&rest_, &QTimer::timeout, this, [keep = std::move(keep)] { keep(); });
}

void LayoutKeeper::watch(QWidget* widget) {
    widget->installEventFilter(this);
}

bool LayoutKeeper::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::Resize:
        case QEvent::Move:
        case QEvent::ShowToParent:
        case QEvent::HideToParent: rest_.start(); break;
        default: break;
    }
    return QObject::eventFilter(watched, event);
}

}  // namespace plumbline::ui
