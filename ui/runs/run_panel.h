// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/run_store.h"

#include <QAbstractListModel>
#include <QWidget>
#include <utility>
#include <vector>

class QAction;
class QLineEdit;
class QListView;
class QToolButton;

namespace plumbline::ui {

class RunQueue;

/// Runs as rows: a picture, the prompt, what became of it.
class RunTable final : public QAbstractListModel {
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;
    void show_runs(std::vector<store::StoredRun> runs);
    /// Stands behind the word "running"; empty: nothing does.
    void set_progress(const QString& progress);
    [[nodiscard]] const store::StoredRun* run(int row) const;
    [[nodiscard]] int row_of(std::int64_t id) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    /// A finished result can be dragged out, as its file.
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] QStringList mimeTypes() const override;
    [[nodiscard]] QMimeData* mimeData(const QModelIndexList& rows) const override;

private:
    std::vector<store::StoredRun> runs_;
    QString progress_;
};

/// The queue and the history: search, hold, reorder, retry, open, forget.
class RunPanel final : public QWidget {
    Q_OBJECT

public:
    explicit RunPanel(QWidget* parent = nullptr);
    /// Must outlive the panel's use of it; nullptr: none.
    void set_queue(RunQueue* queue);
    [[nodiscard]] const RunTable& table() const { return *table_; }
    /// The buttons as commands for a menu, with keys; they belong to the panel.
    [[nodiscard]] QList<QAction*> commands();
    void focus_search();
    /// Of the run that goes: steps (of an export: frames) done, of how many; 0: not known yet.
    void show_progress(int done, int steps);
    /// The chosen run, or the newest one that left something, if that is none. Null: no such run.
    [[nodiscard]] const store::StoredRun* run_to_export() const;

Q_SIGNALS:
    /// Show this run, and bring its settings back.
    void open_asked(const store::StoredRun& run);
    /// Write the settings as they stand into this waiting run.
    void edit_asked(std::int64_t run);
    /// Put this run on side A (0) or B (1) of the comparison.
    void compare_asked(const store::StoredRun& run, int side);
    /// Make another file of what this run left.
    void export_asked(const store::StoredRun& run);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* add_button(const char* drawing, const QString& text, const QString& help);
    void refresh();
    void show_choices();
    void move_by(int rows);
    [[nodiscard]] const store::StoredRun* chosen() const;

    RunQueue* queue_ = nullptr;
    RunTable* table_;
    QLineEdit* search_;
    QListView* view_;
    std::vector<std::pair<QAction*, QToolButton*>> commands_;
    QToolButton *hold_, *open_, *edit_, *retry_, *up_, *down_, *forget_, *export_, *a_, *b_;
};

}  // namespace plumbline::ui
