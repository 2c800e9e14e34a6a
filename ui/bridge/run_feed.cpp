// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/run_feed.h"

namespace plumbline::ui {
namespace {

template <typename... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <typename... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

void RunFeed::deliver(const api::Event& event) {
    const api::JobId job = event.job;
    std::visit(Overloaded{
                   [&](const api::PhaseEvent& body) { Q_EMIT phase_changed(job, body); },
                   [&](const api::StepEvent& body) { Q_EMIT step_done(job, body); },
                   [&](const api::ParamsApplied& body) { Q_EMIT params_applied(job, body); },
                   [&](const api::PreviewEvent& body) { Q_EMIT preview_made(job, body); },
                   [&](const api::ClipEvent& body) { Q_EMIT clip_made(job, body); },
                   [&](const api::LogEvent& body) { Q_EMIT logged(job, body); },
                   [&](const api::Dropped& body) { Q_EMIT lines_dropped(job, body.lines); },
                   [&](const api::CatalogEvent& body) { Q_EMIT catalog_came(body); },
                   [&](const api::LibraryEvent& body) { Q_EMIT library_came(job, body); },
                   [&](const api::FinishedEvent& body) { Q_EMIT job_finished(job, body); },
               },
               event.body);
}

}  // namespace plumbline::ui
