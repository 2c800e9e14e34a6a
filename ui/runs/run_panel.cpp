// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/run_panel.h"

#include "api/export.h"
#include "base/error.h"
#include "exports/export_source.h"
#include "records/recipe_json.h"
#include "runs/run_queue.h"
#include "support/engine_text.h"
#include "support/icons.h"
#include "support/log.h"

#include <QAction>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QImage>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QLocale>
#include <QMimeData>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

namespace plumbline::ui {
namespace {

constexpr int kPictureSide = 48;

QString state_word(store::RunState state) {
    switch (state) {
        case store::RunState::Waiting: return RunPanel::tr("waiting");
        case store::RunState::Running: return RunPanel::tr("running");
        case store::RunState::Done: return RunPanel::tr("done");
        case store::RunState::Stopped: return RunPanel::tr("stopped");
        case store::RunState::Failed: return RunPanel::tr("failed");
        case store::RunState::Interrupted: return RunPanel::tr("interrupted");
    }
    return {};
}

/// Whether files can be made of what the run left.
bool is_exportable(const store::StoredRun& run) {
    return run.kind == store::RunKind::Generate &&
           (run.state == store::RunState::Done || run.state == store::RunState::Stopped);
}

/// The file that the run wrote; empty: its recipe cannot be read.
QString result_of(const store::StoredRun& run) {
    try {
        if (run.kind == store::RunKind::Export) return exported_file(run.result);
        api::Recipe recipe;
        records::read_recipe(recipe, run.recipe, "a run of the list");
        return QString::fromStdString(recipe.output);
    } catch (const Error& error) {
        log(QString::fromUtf8(error.what()));
        return {};
    }
}

QString method_word(const store::StoredRun& run) {
    if (run.kind != store::RunKind::Export) return QString::fromStdString(run.method);
    const api::ExportFormat* format = api::find_export_format(run.method);
    return RunPanel::tr("export: %1")
        .arg(format == nullptr ? QString::fromStdString(run.method) : engine_text(format->title));
}

QString second_line(const store::StoredRun& run, const QString& progress) {
    const bool goes = run.state == store::RunState::Running && !progress.isEmpty();
    QStringList words{goes ? state_word(run.state) + u' ' + progress : state_word(run.state),
                      method_word(run)};
    if (run.speedup > 0) words << RunPanel::tr("%1× ideal").arg(run.speedup, 0, 'f', 2);
    return words.join(QStringLiteral(" · "));
}

}  // namespace

void RunTable::show_runs(std::vector<store::StoredRun> runs) {
    beginResetModel();
    runs_ = std::move(runs);
    endResetModel();
}

void RunTable::set_progress(const QString& progress) {
    if (progress == progress_) return;
    progress_ = progress;
    // The one that goes stands first.
    if (!runs_.empty()) Q_EMIT dataChanged(index(0), index(0), {Qt::DisplayRole});
}

const store::StoredRun* RunTable::run(int row) const {
    return row >= 0 && row < static_cast<int>(runs_.size()) ? &runs_[static_cast<std::size_t>(row)]
                                                            : nullptr;
}

int RunTable::row_of(std::int64_t id) const {
    const auto found = std::ranges::find(runs_, id, &store::StoredRun::id);
    return found == runs_.end() ? -1 : static_cast<int>(found - runs_.begin());
}

int RunTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(runs_.size());
}

QVariant RunTable::data(const QModelIndex& index, int role) const {
    const store::StoredRun* of = run(index.row());
    if (of == nullptr) return {};
    switch (role) {
        case Qt::DisplayRole:
            return QStringLiteral("%1\n%2").arg(QString::fromStdString(of->prompt).simplified(),
                                                second_line(*of, progress_));
        case Qt::ToolTipRole:
            return of->message.empty() ? QString::fromStdString(of->prompt)
                                       : QString::fromStdString(of->message);
        case Qt::DecorationRole: {
            QImage picture =
                QImage::fromData(of->thumbnail.data(), static_cast<int>(of->thumbnail.size()));
            if (picture.isNull()) {
                picture = QImage(kPictureSide, kPictureSide, QImage::Format_ARGB32_Premultiplied);
                picture.fill(QColor(128, 128, 128, 50));
                return picture;
            }
            return picture.scaled(kPictureSide, kPictureSide, Qt::KeepAspectRatio,
                                  Qt::SmoothTransformation);
        }
        // The row takes the width there is; long prompts end in an ellipsis.
        case Qt::SizeHintRole: return QSize(kPictureSide, kPictureSide + 6);
        default: return {};
    }
}

Qt::ItemFlags RunTable::flags(const QModelIndex& index) const {
    const store::StoredRun* of = run(index.row());
    const Qt::ItemFlags usual = QAbstractListModel::flags(index);
    return of != nullptr && of->state == store::RunState::Done ? usual | Qt::ItemIsDragEnabled
                                                               : usual;
}

QStringList RunTable::mimeTypes() const {
    return {QStringLiteral("text/uri-list")};
}

QMimeData* RunTable::mimeData(const QModelIndexList& rows) const {
    QList<QUrl> files;
    for (const QModelIndex& row : rows) {
        const QString file = result_of(*run(row.row()));
        if (QFileInfo::exists(file)) files << QUrl::fromLocalFile(file);
    }
    auto* data = new QMimeData;
    data->setUrls(files);
    return data;
}

RunPanel::RunPanel(QWidget* parent)
    : QWidget(parent),
      table_(new RunTable(this)),
      search_(new QLineEdit(this)),
      view_(new QListView(this)),
      hold_(add_button("pause",
                       tr("Hold"),
                       tr("Begin no further run; the one that goes is left alone"))),
      open_(add_button("open", tr("Open"), tr("Show the run and bring its settings back"))),
      edit_(add_button("edit",
                       tr("Update"),
                       tr("Write the settings as they stand into the waiting run"))),
      retry_(add_button("retry", tr("Again"), tr("Put the run back into the queue"))),
      up_(add_button("up", tr("Up"), tr("Earlier in the queue"))),
      down_(add_button("down", tr("Down"), tr("Later in the queue"))),
      forget_(add_button("forget", tr("Forget"), tr("Take the run off the list; its files stay"))),
      export_(add_button("export", tr("Export"), tr("Make another file of what the run left"))),
      a_(add_button(nullptr, tr("A"), tr("Put the run on side A of the comparison"))),
      b_(add_button(nullptr, tr("B"), tr("Put the run on side B of the comparison"))) {
    search_->setPlaceholderText(tr("Search runs"));
    search_->setAccessibleName(tr("Search runs"));
    search_->setClearButtonEnabled(true);
    search_->installEventFilter(this);
    view_->setModel(table_);
    view_->setAccessibleName(tr("Queue and history"));
    view_->setUniformItemSizes(true);
    view_->setDragDropMode(QAbstractItemView::DragOnly);
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setTextElideMode(Qt::ElideRight);
    hold_->setCheckable(true);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    for (QToolButton* button : {hold_, open_, edit_, retry_, up_, down_, forget_, export_, a_, b_})
        row->addWidget(button);
    row->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, 2, 6, 4);
    column->addWidget(search_);
    column->addWidget(view_, 1);
    column->addLayout(row);
    connect(search_, &QLineEdit::textChanged, this, &RunPanel::refresh);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &RunPanel::show_choices);
    const auto open = [this] {
        if (const store::StoredRun* run = chosen()) Q_EMIT open_asked(store::StoredRun(*run));
    };
    connect(view_, &QListView::activated, this, open);
    connect(open_, &QToolButton::clicked, this, open);
    connect(hold_, &QToolButton::toggled, this, [this](bool held) {
        if (queue_ != nullptr) queue_->set_held(held);
    });
    connect(edit_, &QToolButton::clicked, this, [this] {
        if (const store::StoredRun* run = chosen()) Q_EMIT edit_asked(run->id);
    });
    connect(retry_, &QToolButton::clicked, this, [this] {
        if (const store::StoredRun* run = chosen()) queue_->retry(run->id);
    });
    connect(forget_, &QToolButton::clicked, this, [this] {
        if (const store::StoredRun* run = chosen()) queue_->remove(run->id);
    });
    connect(export_, &QToolButton::clicked, this, [this] {
        if (const store::StoredRun* run = chosen()) Q_EMIT export_asked(store::StoredRun(*run));
    });
    for (const auto& [button, side] : {std::pair{a_, 0}, std::pair{b_, 1}}) {
        connect(button, &QToolButton::clicked, this, [this, side = side] {
            if (const store::StoredRun* run = chosen())
                Q_EMIT compare_asked(store::StoredRun(*run), side);
        });
    }
    connect(up_, &QToolButton::clicked, this, [this] { move_by(-1); });
    connect(down_, &QToolButton::clicked, this, [this] { move_by(1); });
    show_choices();
}

QToolButton* RunPanel::add_button(const char* drawing, const QString& text, const QString& help) {
    auto* button = new QToolButton(this);
    button->setText(text);
    if (drawing != nullptr) button->setIcon(icon(drawing));
    button->setAutoRaise(true);
    button->setToolTip(tr("%1: %2").arg(text, help));
    button->setAccessibleName(text);
    button->setAccessibleDescription(help);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

void RunPanel::set_queue(RunQueue* queue) {
    queue_ = queue;
    if (queue_ != nullptr) connect(queue_, &RunQueue::changed, this, &RunPanel::refresh);
    refresh();
}

void RunPanel::refresh() {
    const store::StoredRun* before = chosen();
    const std::int64_t id = before != nullptr ? before->id : 0;
    table_->show_runs(queue_ != nullptr ? queue_->list(search_->text())
                                        : std::vector<store::StoredRun>());
    if (const int row = table_->row_of(id); row >= 0) view_->setCurrentIndex(table_->index(row));
    show_choices();
}

const store::StoredRun* RunPanel::run_to_export() const {
    if (const store::StoredRun* run = chosen(); run != nullptr && is_exportable(*run)) return run;
    for (int row = 0; row < table_->rowCount(); ++row)
        if (is_exportable(*table_->run(row))) return table_->run(row);
    return nullptr;
}

const store::StoredRun* RunPanel::chosen() const {
    return table_->run(view_->currentIndex().row());
}

void RunPanel::show_choices() {
    const store::StoredRun* run = queue_ != nullptr ? chosen() : nullptr;
    const bool waiting = run != nullptr && run->state == store::RunState::Waiting;
    const bool running = run != nullptr && run->state == store::RunState::Running;
    hold_->setEnabled(queue_ != nullptr);
    open_->setEnabled(run != nullptr);
    const bool is_export = run != nullptr && run->kind == store::RunKind::Export;
    for (QToolButton* side : {a_, b_})
        side->setEnabled(run != nullptr && !is_export && run->state == store::RunState::Done);
    export_->setEnabled(run != nullptr && is_exportable(*run));
    retry_->setEnabled(run != nullptr && !waiting && !running);
    edit_->setEnabled(waiting && !is_export);
    up_->setEnabled(waiting);
    down_->setEnabled(waiting);
    forget_->setEnabled(run != nullptr && !running);
    for (const auto& [command, button] : commands_) command->setEnabled(button->isEnabled());
}

QList<QAction*> RunPanel::commands() {
    const auto add = [this](QToolButton* button, const QString& text, const QString& keys) {
        auto* command = new QAction(button->icon(), text, this);
        command->setShortcut(QKeySequence(keys));
        command->setStatusTip(button->accessibleDescription());
        command->setCheckable(button->isCheckable());
        connect(command, &QAction::triggered, button, &QToolButton::click);
        connect(button, &QToolButton::toggled, command, &QAction::setChecked);
        commands_.emplace_back(command, button);
    };
    add(hold_, tr("Hold the queue"), tr("Ctrl+Alt+H"));
    add(open_, tr("Open the run"), tr("Ctrl+Shift+O"));
    add(edit_, tr("Update the waiting run"), tr("Ctrl+U"));
    add(retry_, tr("Run again"), tr("Ctrl+R"));
    add(up_, tr("Earlier in the queue"), tr("Ctrl+Shift+Up"));
    add(down_, tr("Later in the queue"), tr("Ctrl+Shift+Down"));
    add(forget_, tr("Forget the run"), tr("Ctrl+Shift+Del"));
    add(a_, tr("Compare the run as A"), tr("Ctrl+Alt+A"));
    add(b_, tr("Compare the run as B"), tr("Ctrl+Alt+B"));
    show_choices();
    QList<QAction*> commands;
    for (const auto& [command, button] : commands_) commands << command;
    return commands;
}

void RunPanel::focus_search() {
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void RunPanel::show_progress(int done, int steps) {
    table_->set_progress(steps > 0 ? tr("%1/%2").arg(done).arg(steps) : QString());
}

bool RunPanel::eventFilter(QObject* watched, QEvent* event) {
    // From the words that were searched down to what was found.
    if (watched == search_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Down && table_->rowCount() > 0) {
        view_->setFocus(Qt::OtherFocusReason);
        if (!view_->currentIndex().isValid()) view_->setCurrentIndex(table_->index(0));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void RunPanel::move_by(int rows) {
    const store::StoredRun* run = chosen();
    if (run == nullptr) return;
    const int row = view_->currentIndex().row();
    // Down one row: before the one after the next.
    const store::StoredRun* before = table_->run(rows < 0 ? row - 1 : row + 2);
    const store::StoredRun* passed = table_->run(row + rows);
    if (passed == nullptr || passed->state != store::RunState::Waiting) return;
    const bool to_end = before == nullptr || before->state != store::RunState::Waiting;
    queue_->move(run->id, to_end ? 0 : before->id);
}

}  // namespace plumbline::ui
