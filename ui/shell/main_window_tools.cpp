// SPDX-License-Identifier: GPL-3.0-or-later
// The model library and what the engine says of this machine.
#include "bridge/engine_bridge.h"
#include "library/library_dialog.h"
#include "library/model_shelf.h"
#include "library/system_dialog.h"
#include "shell/main_window.h"

#include <QAction>
#include <QDir>
#include <QMenuBar>
#include <QStandardPaths>
#include <QStatusBar>

namespace plumbline::ui {

void MainWindow::start_library() {
    shelf_ = std::make_unique<ModelShelf>(*bridge_, store::usual_file());
    connect(shelf_.get(), &ModelShelf::troubled, this,
            qOverload<const QString&, const QString&>(&MainWindow::show_trouble));
    shelf_->start();
}

void MainWindow::make_tools_menu() {
    QMenu* tools = menuBar()->addMenu(tr("&Tools"));
    auto* library = add_action(tr("Model library"), QKeySequence(tr("Ctrl+L")),
                               tr("Folders with models: what is there, and what still lacks"));
    auto* machine = add_action(tr("About this machine"), QKeySequence(tr("Ctrl+Shift+I")),
                               tr("Processor, memory, CUDA, encoders and folders, in words"));
    tools->addActions({library, machine});
    connect(library, &QAction::triggered, this, &MainWindow::show_library);
    connect(machine, &QAction::triggered, this, &MainWindow::show_machine);
}

void MainWindow::show_library() {
    if (!shelf_) return;
    auto* dialog = findChild<LibraryDialog*>();
    if (dialog == nullptr) {
        dialog = new LibraryDialog(*shelf_, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
}

void MainWindow::show_machine() {
    if (!bridge_) return;
    const QString data = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                         QStringLiteral("/plumbline");
    auto* dialog = new SystemDialog(*bridge_, {data, data + QStringLiteral("/results")}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

}  // namespace plumbline::ui
