// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/run_queue.h"

#include "bridge/engine_bridge.h"
#include "records/export_json.h"
#include "records/recipe_json.h"
#include "records/run_names.h"

#include <QBuffer>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>

namespace plumbline::ui {
namespace {

constexpr double kPreviewSeconds = 0.1;
constexpr int kThumbnailSide = 96;
constexpr int kLookMs = 1000;

store::StoredRun stored(const api::Recipe& recipe) {
    return {.recipe = records::recipe_text(recipe),
            .prompt = recipe.prompt,
            .model = recipe.model,
            .method = recipe.cache};
}

double ideal_speedup(const std::string& result) {
    return QJsonDocument::fromJson(QByteArray::fromStdString(result))
        .object()
        .value(QLatin1String("speedup"))
        .toObject()
        .value(QLatin1String("ideal"))
        .toDouble();
}

store::RunState state_of(api::Outcome outcome) {
    switch (outcome) {
        case api::Outcome::Done: return store::RunState::Done;
        case api::Outcome::Stopped: return store::RunState::Stopped;
        case api::Outcome::Failed: return store::RunState::Failed;
    }
    return store::RunState::Failed;
}

}  // namespace

RunQueue::RunQueue(EngineBridge& bridge,
                   const std::filesystem::path& file,
                   std::filesystem::path results,
                   QObject* parent)
    : QObject(parent),
      bridge_(bridge),
      file_(file),
      owner_(file),
      store_(file, owner_.owns()),
      results_(std::move(results)),
      seen_(store_.foreign_changes()) {
    connect(&watch_, &QTimer::timeout, this, &RunQueue::look_around);
    watch_.start(kLookMs);
    connect(&bridge, &RunFeed::job_finished, this,
            [this](api::JobId job, const api::FinishedEvent& event) {
                if (job == job_) finish(event);
            });
    connect(&bridge, &RunFeed::clip_made, this,
            [this](api::JobId job, const api::ClipEvent& event) {
                if (job == job_) keep_thumbnail(*event.clip);
            });
}

template <typename Change>
void RunQueue::guarded(const Change& change) {
    try {
        change();
    } catch (const Error& error) {
        Q_EMIT troubled(QString::fromStdString(error.message()),
                        QString::fromStdString(error.hint()));
    }
    Q_EMIT changed();
}

void RunQueue::add(const api::Recipe& recipe) {
    guarded([&] { store_.add(stored(recipe)); });
    start_next();
    tell_of_other_worker();
}

void RunQueue::add_export(const api::ExportRequest& request, const store::StoredRun& of) {
    guarded([&] {
        const std::int64_t id = store_.add({.kind = store::RunKind::Export,
                                            .recipe = records::export_text(request),
                                            .prompt = of.prompt,
                                            .model = of.model,
                                            .method = request.codec});
        store_.set_thumbnail(id, of.thumbnail);
    });
    start_next();
    tell_of_other_worker();
}

void RunQueue::tell_of_other_worker() {
    if (owner_.owns()) return;
    Q_EMIT troubled(tr("Another Plumbline (process %1) works on the queue.")
                        .arg(store::QueueOwner::holder(file_)),
                    tr("It takes this run when its turn comes."));
}

bool RunQueue::get_right() {
    if (owner_.owns()) return true;
    if (!owner_.try_own()) return false;
    store_.take_over();
    return true;
}

void RunQueue::look_around() {
    try {
        if (job_ != 0 && store_.stop_asked(run_)) bridge_.engine().stop(job_, api::Keep::Latents);
        const std::int64_t now = store_.foreign_changes();
        const bool had_right = owner_.owns();
        if (now == seen_ && (had_right || !get_right())) return;
        seen_ = now;
    } catch (const Error& error) {
        watch_.stop();  // said once
        Q_EMIT troubled(QString::fromStdString(error.message()),
                        QString::fromStdString(error.hint()));
        return;
    }
    Q_EMIT changed();
    start_next();
}

void RunQueue::set_held(bool held) {
    held_ = held;
    start_next();
}

void RunQueue::set_error_map(bool on) {
    error_map_ = on;
    bridge_.engine().set_error_map(job_, on);
}

void RunQueue::edit(std::int64_t run, const api::Recipe& recipe) {
    guarded([&] {
        store::StoredRun changed = stored(recipe);
        changed.id = run;
        if (store_.edit(changed)) return;
        throw Error(ErrorKind::Usage, "run " + std::to_string(run) + " waits no more",
                    "generate again, or put it back with Again");
    });
}

void RunQueue::retry(std::int64_t run) {
    guarded([&] { store_.retry(run); });
    start_next();
}

void RunQueue::remove(std::int64_t run) {
    guarded([&] { store_.remove(run); });
}

void RunQueue::move(std::int64_t run, std::int64_t before) {
    guarded([&] { store_.move(run, before); });
}

std::vector<store::StoredRun> RunQueue::list(const QString& search) {
    return store_.list(search.toStdString());
}

void RunQueue::start_next() {
    if (job_ != 0 || held_) return;
    guarded([&] {
        if (!get_right()) return;
        while (job_ == 0) {
            const auto run = store_.next();
            if (!run) return;
            begin(*run);
        }
    });
}

api::Request RunQueue::request_of(store::StoredRun& run) {
    if (run.kind == store::RunKind::Export) {
        api::ExportRequest request;
        records::read_export(request, run.recipe, "run " + std::to_string(run.id));
        return request;
    }
    api::Recipe recipe = records::begin_recipe(run.recipe, results_, run.id);
    recipe.hand_over_clip = true;
    recipe.preview_seconds = kPreviewSeconds;
    recipe.error_map = error_map_;
    return recipe;
}

void RunQueue::begin(store::StoredRun run) {
    api::Request request;
    try {
        request = request_of(run);
    } catch (const Error& error) {
        store_.finish(run.id, store::RunState::Failed, error.message(), {}, 0);
        return;
    }
    store_.edit(run);
    store_.start(run.id);
    run_ = run.id;
    const bool is_export = run.kind == store::RunKind::Export;
    if (const auto* recipe = std::get_if<api::Recipe>(&request)) device_ = recipe->device;
    job_ = bridge_.engine().submit(std::move(request));
    if (is_export)
        Q_EMIT export_started(job_);
    else
        Q_EMIT run_started(job_);
}

void RunQueue::finish(const api::FinishedEvent& event) {
    const std::int64_t run = std::exchange(run_, 0);
    job_ = 0;
    guarded([&] {
        const std::string message =
            event.hint.empty() ? event.message : event.message + "; " + event.hint;
        store_.finish(run, state_of(event.outcome), message, event.json, ideal_speedup(event.json));
    });
    start_next();
}

void RunQueue::keep_thumbnail(const api::Clip& clip) {
    if (clip.frames.empty()) return;
    const api::Image& middle = clip.frames[clip.frames.size() / 2];
    const QImage frame(middle.pixels.data(), middle.width, middle.height,
                       static_cast<qsizetype>(middle.row_bytes()), QImage::Format_RGB888);
    QByteArray png;
    QBuffer buffer(&png);
    buffer.open(QIODevice::WriteOnly);
    frame.scaled(kThumbnailSide, kThumbnailSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .save(&buffer, "PNG");
    guarded([&] { store_.set_thumbnail(run_, {png.begin(), png.end()}); });
}

}  // namespace plumbline::ui
