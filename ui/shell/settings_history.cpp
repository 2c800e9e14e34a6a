// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/settings_history.h"

#include "records/recipe_json.h"

#include <QScopedValueRollback>
#include <QUndoCommand>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr qint64 kBurstMs = 800;

}  // namespace

class SettingsHistory::Edit final : public QUndoCommand {
public:
    Edit(SettingsHistory& history, api::Recipe before, api::Recipe after, int burst)
        : QUndoCommand(SettingsHistory::tr("edit of the settings")),
          history_(history),
          before_(std::move(before)),
          after_(std::move(after)),
          burst_(burst) {}

    void undo() override { history_.bring_back(before_); }
    void redo() override {
        // The stack calls this when the edit is pushed; the controls hold it already.
        if (std::exchange(is_new_, false)) return;
        history_.bring_back(after_);
    }
    [[nodiscard]] int id() const override { return burst_; }
    bool mergeWith(const QUndoCommand* next) override {
        after_ = static_cast<const Edit*>(next)->after_;
        return true;
    }

private:
    SettingsHistory& history_;
    api::Recipe before_, after_;
    int burst_;
    bool is_new_ = true;
};

SettingsHistory::SettingsHistory(Read read, Show show, QObject* parent)
    : QObject(parent), read_(std::move(read)), show_(std::move(show)), last_(read_()) {}

void SettingsHistory::note_edit() {
    if (showing_) return;
    api::Recipe now = read_();
    if (records::recipe_text(now) == records::recipe_text(last_)) return;
    if (!since_edit_.isValid() || since_edit_.elapsed() > kBurstMs) ++burst_;
    since_edit_.start();
    stack_.push(new Edit(*this, std::exchange(last_, now), now, burst_));
    Q_EMIT changed(last_);
}

void SettingsHistory::start_over() {
    stack_.clear();
    last_ = read_();
}

void SettingsHistory::bring_back(const api::Recipe& settings) {
    const QScopedValueRollback<bool> showing(showing_, true);
    show_(settings);
    last_ = settings;
    since_edit_.invalidate();
    Q_EMIT changed(last_);
}

}  // namespace plumbline::ui
