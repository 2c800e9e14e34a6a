// SPDX-License-Identifier: GPL-3.0-or-later
#include "library/model_shelf.h"

#include "base/error.h"
#include "bridge/engine_bridge.h"

namespace plumbline::ui {

ModelShelf::ModelShelf(EngineBridge& bridge, const std::filesystem::path& file, QObject* parent)
    : QObject(parent), bridge_(bridge), store_(file) {
    reload();
    connect(&bridge, &RunFeed::library_came, this, &ModelShelf::keep);
    connect(&bridge, &RunFeed::phase_changed, this,
            [this](api::JobId job, const api::PhaseEvent& event) {
                if (scans_.contains(job))
                    Q_EMIT progressed(event.done, QString::fromStdString(event.note));
            });
    connect(&bridge, &RunFeed::job_finished, this, [this](api::JobId job) {
        if (scans_.erase(job) > 0) Q_EMIT changed();
    });
}

template <typename Change>
void ModelShelf::guarded(const Change& change) {
    try {
        change();
        reload();
    } catch (const Error& error) {
        Q_EMIT troubled(QString::fromStdString(error.message()),
                        QString::fromStdString(error.hint()));
    }
    Q_EMIT changed();
}

void ModelShelf::reload() {
    folders_ = store_.folders();
    models_ = api::library_models(store_.parts());
}

void ModelShelf::start() {
    ask_catalog();
    if (auto paths = store_.paths(); !paths.empty())
        look_ =
            bridge_.engine().submit(api::LibraryRequest{.folders = {}, .known = std::move(paths)});
}

void ModelShelf::ask_catalog() {
    api::CatalogRequest request;
    for (const api::LibraryModel& model : models_) {
        if (model.supported && !model.path.empty())
            request.models.push_back({model.name, model.path});
    }
    bridge_.engine().submit(std::move(request));
}

void ModelShelf::scan(const QString& folder) {
    const std::filesystem::path whole =
        std::filesystem::absolute(std::filesystem::path(folder.toStdString()) / "");
    const std::string path = whole.lexically_normal().parent_path().string();
    std::erase_if(troubles_, [&](const api::LibraryTrouble& trouble) {
        return trouble.path == path || trouble.path.starts_with(path + "/");
    });
    const api::JobId job =
        bridge_.engine().submit(api::LibraryRequest{.folders = {path}, .known = {}});
    scans_[job] = path;
    Q_EMIT changed();
}

void ModelShelf::remove(const QString& folder) {
    guarded([&] { store_.remove(folder.toStdString()); });
    ask_catalog();
}

void ModelShelf::cancel() {
    for (const auto& [job, folder] : scans_) bridge_.engine().stop(job, api::Keep::Nothing);
}

void ModelShelf::keep(api::JobId job, const api::LibraryEvent& event) {
    if (job == look_) {
        guarded([&] { store_.mark_vanished(event.vanished); });
        if (!event.vanished.empty()) ask_catalog();
        return;
    }
    const auto scan = scans_.find(job);
    if (scan == scans_.end()) return;
    troubles_.insert(troubles_.end(), event.troubles.begin(), event.troubles.end());
    guarded([&] { store_.remember(scan->second, event.parts); });
    ask_catalog();
}

}  // namespace plumbline::ui
