// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/engine_bridge.h"

#include <QMetaObject>
#include <utility>

namespace plumbline::ui {

EngineBridge::EngineBridge(QObject* parent) : RunFeed(parent), engine_(api::Priority::BelowWindow) {
    // Runs on the engine's thread: it only posts.
    engine_.set_wakeup([this] {
        QMetaObject::invokeMethod(
            this, [this] { drain(); }, Qt::QueuedConnection);
    });
}

EngineBridge::~EngineBridge() {
    engine_.set_wakeup({});
}

void EngineBridge::drain() {
    engine_.drain(events_);
    for (const api::Event& event : std::exchange(events_, {})) deliver(event);
}

}  // namespace plumbline::ui
