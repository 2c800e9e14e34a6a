// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/command_palette.h"

#include <QAction>
#include <QHeaderView>
#include <QLineEdit>
#include <QTimer>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace plumbline::ui {
namespace {

constexpr QSize kSize(520, 460);

}  // namespace

CommandPalette::CommandPalette(const QList<QAction*>& commands, QWidget* parent)
    : QDialog(parent), search_(new QLineEdit(this)), list_(new QTreeWidget(this)) {
    setWindowTitle(tr("Commands and shortcuts"));
    resize(kSize);
    search_->setPlaceholderText(tr("What to do"));
    search_->setAccessibleName(tr("Search commands"));
    list_->setAccessibleName(tr("Commands"));
    list_->setColumnCount(2);
    list_->setHeaderLabels({tr("Command"), tr("Keys")});
    list_->setRootIsDecorated(false);
    list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    list_->header()->setStretchLastSection(false);
    for (QAction* command : commands) {
        if (command->isSeparator() || command->menu() != nullptr || command->text().isEmpty())
            continue;
        auto* row =
            new QTreeWidgetItem(list_, {QString(command->text()).remove(u'&'),
                                        command->shortcut().toString(QKeySequence::NativeText)});
        row->setToolTip(0, command->statusTip());
        row->setDisabled(!command->isEnabled());
        commands_ << command;
    }
    auto* column = new QVBoxLayout(this);
    column->addWidget(search_);
    column->addWidget(list_, 1);
    connect(search_, &QLineEdit::textChanged, this, &CommandPalette::narrow);
    connect(search_, &QLineEdit::returnPressed, this, &CommandPalette::run_chosen);
    connect(list_, &QTreeWidget::itemActivated, this, &CommandPalette::run_chosen);
    narrow({});
}

int CommandPalette::shown() const {
    int count = 0;
    for (int i = 0; i < list_->topLevelItemCount(); ++i)
        count += list_->topLevelItem(i)->isHidden() ? 0 : 1;
    return count;
}

void CommandPalette::narrow(const QString& words) {
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    QTreeWidgetItem* first = nullptr;
    for (int i = 0; i < list_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* row = list_->topLevelItem(i);
        const bool fits = std::all_of(wanted.begin(), wanted.end(), [row](const QString& word) {
            return row->text(0).contains(word, Qt::CaseInsensitive);
        });
        row->setHidden(!fits);
        if (fits && first == nullptr && !row->isDisabled()) first = row;
    }
    list_->setCurrentItem(first);
}

void CommandPalette::run_chosen() {
    const QTreeWidgetItem* row = list_->currentItem();
    if (row == nullptr || row->isHidden() || row->isDisabled()) return;
    QAction* command = commands_.at(list_->indexOfTopLevelItem(const_cast<QTreeWidgetItem*>(row)));
    accept();
    // After this dialog is gone, so that the command meets the window as it was.
    QTimer::singleShot(0, command, &QAction::trigger);
}

}  // namespace plumbline::ui
