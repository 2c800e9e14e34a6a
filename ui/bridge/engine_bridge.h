// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "bridge/run_feed.h"

#include <vector>

namespace plumbline::ui {

/// The only class of the window that knows the engine. Commands go through engine(), which never
/// waits; events come out of its queue on the GUI thread.
class EngineBridge final : public RunFeed {
    Q_OBJECT

public:
    explicit EngineBridge(QObject* parent = nullptr);
    ~EngineBridge() override;

    [[nodiscard]] api::Engine& engine() { return engine_; }

private:
    void drain();

    std::vector<api::Event> events_;
    api::Engine engine_;
};

}  // namespace plumbline::ui
