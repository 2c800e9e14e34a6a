// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace plumbline::ui {

class ModelShelf;

/// Folders of the library, and for every family the models found there: their parts, what they
/// still lack, what people download for it and under which licence. Not modal.
class LibraryDialog final : public QDialog {
    Q_OBJECT

public:
    /// shelf: must outlive the dialog.
    LibraryDialog(ModelShelf& shelf, QWidget* parent);
    [[nodiscard]] const QTreeWidget& tree() const { return *tree_; }

private:
    QPushButton* add_button(const QString& text, const QString& help);
    void lay_out();
    void ask_for_folder();
    void refresh();
    void fill_tree();
    void show_state();
    void narrow(const QString& words);
    [[nodiscard]] QString chosen_folder() const;

    ModelShelf& shelf_;
    QListWidget* folders_;
    QTreeWidget* tree_;
    QLineEdit* filter_;
    QLabel* state_;
    QPushButton *add_, *remove_, *rescan_, *stop_;
};

}  // namespace plumbline::ui
