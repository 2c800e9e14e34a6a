// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/events.h"

#include <QObject>

namespace plumbline::ui {

/// What happens to jobs, as signals on the GUI thread. Who shows a run listens to this and need not
/// know whether an engine or a recording speaks.
class RunFeed : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

Q_SIGNALS:
    void phase_changed(api::JobId job, const api::PhaseEvent& event);
    void step_done(api::JobId job, const api::StepEvent& event);
    void params_applied(api::JobId job, const api::ParamsApplied& event);
    void preview_made(api::JobId job, const api::PreviewEvent& event);
    void clip_made(api::JobId job, const api::ClipEvent& event);
    void logged(api::JobId job, const api::LogEvent& event);
    void lines_dropped(api::JobId job, int lines);
    void catalog_came(const api::CatalogEvent& event);
    void library_came(api::JobId job, const api::LibraryEvent& event);
    void job_finished(api::JobId job, const api::FinishedEvent& event);

protected:
    /// Emits the signal that belongs to the event.
    void deliver(const api::Event& event);
};

}  // namespace plumbline::ui
