// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/recipe.h"

#include <QWidget>
#include <vector>

class QDoubleSpinBox;
class QListWidget;
class QToolButton;

namespace plumbline::ui {

/// The LoRA files of a run: a list with a weight each.
class LoraList final : public QWidget {
    Q_OBJECT

public:
    explicit LoraList(QWidget* parent = nullptr);

    [[nodiscard]] const std::vector<api::Lora>& loras() const { return loras_; }
    /// Without a signal.
    void show_loras(const std::vector<api::Lora>& loras);
    /// At the end, at full weight, and chosen. A file that is there already is only chosen.
    void add(const QString& file);
    /// Asks for files to add.
    void ask_for_files();
    /// Controls in the order of the keyboard.
    [[nodiscard]] std::vector<QWidget*> stops() const;

Q_SIGNALS:
    void edited();

private:
    void remove();
    void set_weight(double weight);
    void fill(int chosen);
    void show_chosen();

    std::vector<api::Lora> loras_;
    QToolButton* add_;
    QListWidget* files_;
    QDoubleSpinBox* weight_;
    QToolButton* remove_;
};

}  // namespace plumbline::ui
