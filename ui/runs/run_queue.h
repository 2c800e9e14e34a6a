// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "api/recipe.h"
#include "store/queue_owner.h"
#include "store/run_store.h"

#include <QObject>
#include <QTimer>
#include <filesystem>

namespace plumbline::ui {

class EngineBridge;

/// Takes waiting runs one after the other to the engine and writes down what became of them, unless
/// another program works on the same queue: then it only shows it, until the other one ends. Lives
/// on the GUI thread; a change of the store takes well under a millisecond.
class RunQueue final : public QObject {
    Q_OBJECT

public:
    /// Results go into `results`. Throws Error{Failed} when the store cannot be opened.
    RunQueue(EngineBridge& bridge,
             const std::filesystem::path& file,
             std::filesystem::path results,
             QObject* parent = nullptr);

    /// The recipe's outputs are named when the run begins.
    void add(const api::Recipe& recipe);
    /// Another file of what a run made. of: the row that it gets prompt, model and picture from.
    void add_export(const api::ExportRequest& request, const store::StoredRun& of);
    /// Nothing new begins while held; the run that goes is left alone.
    void set_held(bool held);
    /// Runs hand out where their probe error sits, the one that goes from its next step on.
    void set_error_map(bool on);
    /// Another recipe for a run that still waits.
    void edit(std::int64_t run, const api::Recipe& recipe);
    void retry(std::int64_t run);
    void remove(std::int64_t run);
    void move(std::int64_t run, std::int64_t before);
    [[nodiscard]] std::vector<store::StoredRun> list(const QString& search);
    /// The engine's job of the run that goes; 0: none does.
    [[nodiscard]] api::JobId job() const { return job_; }
    /// Where the newest run computes, as its recipe says.
    [[nodiscard]] const std::string& device() const { return device_; }

Q_SIGNALS:
    void changed();
    void run_started(api::JobId job);
    void export_started(api::JobId job);
    /// A run could not be read, begun or written down.
    void troubled(const QString& message, const QString& hint);

private:
    template <typename Change>
    void guarded(const Change& change);
    void start_next();
    /// Sees what other programs did to the queue.
    void look_around();
    [[nodiscard]] bool get_right();
    void begin(store::StoredRun run);
    [[nodiscard]] api::Request request_of(store::StoredRun& run);
    void tell_of_other_worker();
    void finish(const api::FinishedEvent& event);
    void keep_thumbnail(const api::Clip& clip);

    EngineBridge& bridge_;
    std::filesystem::path file_;
    store::QueueOwner owner_;
    store::RunStore store_;
    std::filesystem::path results_;
    QTimer watch_;
    std::int64_t seen_ = 0;  // state of the file when last looked at
    api::JobId job_ = 0;
    std::int64_t run_ = 0;
    std::string device_;
    bool held_ = false;
    bool error_map_ = false;
};

}  // namespace plumbline::ui
