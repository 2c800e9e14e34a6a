// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/lora_list.h"

#include "support/tab_order.h"

#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr int kLines = 3;
constexpr double kMostWeight = 10;

QString line_of(const api::Lora& lora) {
    return QStringLiteral("%1 × %2")
        .arg(QFileInfo(QString::fromStdString(lora.file)).completeBaseName())
        .arg(lora.weight);
}

}  // namespace

LoraList::LoraList(QWidget* parent)
    : QWidget(parent),
      add_(new QToolButton(this)),
      files_(new QListWidget(this)),
      weight_(new QDoubleSpinBox(this)),
      remove_(new QToolButton(this)) {
    add_->setText(tr("Add…"));
    add_->setAccessibleName(tr("Add LoRA files"));
    add_->setToolTip(tr("Files of changes that are merged into the model"));
    add_->setFocusPolicy(Qt::StrongFocus);
    files_->setAccessibleName(tr("LoRA files"));
    files_->setFixedHeight(files_->fontMetrics().lineSpacing() * kLines + 10);
    files_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    files_->setTextElideMode(Qt::ElideMiddle);
    weight_->setAccessibleName(tr("Weight of the LoRA"));
    weight_->setToolTip(tr("How much of the chosen file counts; 0 is as without it"));
    weight_->setRange(-kMostWeight, kMostWeight);
    weight_->setSingleStep(0.05);
    weight_->setDecimals(2);
    remove_->setText(tr("Remove"));
    remove_->setAccessibleName(tr("Remove the LoRA"));
    remove_->setToolTip(tr("Take the chosen file out of the list (Del)"));
    remove_->setFocusPolicy(Qt::StrongFocus);
    auto* last = new QHBoxLayout;
    last->addWidget(weight_, 1);
    last->addWidget(remove_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(add_, 0, Qt::AlignLeft);
    column->addWidget(files_);
    column->addLayout(last);
    auto* del = new QShortcut(QKeySequence(Qt::Key_Delete), files_);
    del->setContext(Qt::WidgetShortcut);
    connect(del, &QShortcut::activated, this, &LoraList::remove);
    connect(add_, &QToolButton::clicked, this, &LoraList::ask_for_files);
    connect(remove_, &QToolButton::clicked, this, &LoraList::remove);
    connect(weight_, &QDoubleSpinBox::valueChanged, this, &LoraList::set_weight);
    connect(files_, &QListWidget::currentRowChanged, this, &LoraList::show_chosen);
    set_tab_order(stops());
    fill(-1);
}

std::vector<QWidget*> LoraList::stops() const {
    return {add_, files_, weight_, remove_};
}

void LoraList::show_loras(const std::vector<api::Lora>& loras) {
    loras_ = loras;
    fill(loras_.empty() ? -1 : 0);
}

void LoraList::add(const QString& file) {
    const std::string path = QFileInfo(file).absoluteFilePath().toStdString();
    const auto found = std::ranges::find(loras_, path, &api::Lora::file);
    if (found != loras_.end()) {
        files_->setCurrentRow(static_cast<int>(found - loras_.begin()));
        return;
    }
    loras_.push_back({.file = path, .weight = 1.0});
    fill(static_cast<int>(loras_.size()) - 1);
    Q_EMIT edited();
}

void LoraList::ask_for_files() {
    const QString beside =
        loras_.empty() ? QString()
                       : QFileInfo(QString::fromStdString(loras_.back().file)).absolutePath();
    auto* dialog = new QFileDialog(this, tr("Add LoRA files"), beside,
                                   tr("LoRA files (*.safetensors *.pt *.pth)"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& files) {
        for (const QString& file : files) add(file);
    });
    dialog->open();
}

void LoraList::remove() {
    const int row = files_->currentRow();
    if (row < 0) return;
    loras_.erase(loras_.begin() + row);
    fill(std::min(row, static_cast<int>(loras_.size()) - 1));
    if (loras_.empty()) add_->setFocus();  // the others are gone
    Q_EMIT edited();
}

void LoraList::set_weight(double weight) {
    const int row = files_->currentRow();
    if (row < 0) return;
    api::Lora& lora = loras_[static_cast<std::size_t>(row)];
    lora.weight = std::round(weight * 100) / 100;  // as the box shows it
    files_->item(row)->setText(line_of(lora));
    Q_EMIT edited();
}

void LoraList::fill(int chosen) {
    {
        const QSignalBlocker quiet(files_);
        files_->clear();
        for (const api::Lora& lora : loras_) {
            auto* item = new QListWidgetItem(line_of(lora), files_);
            item->setToolTip(QString::fromStdString(lora.file));
        }
        files_->setCurrentRow(chosen);
    }
    for (QWidget* each : {static_cast<QWidget*>(files_), static_cast<QWidget*>(weight_),
                          static_cast<QWidget*>(remove_)})
        each->setVisible(!loras_.empty());
    show_chosen();
}

void LoraList::show_chosen() {
    const int row = files_->currentRow();
    const QSignalBlocker quiet(weight_);
    weight_->setEnabled(row >= 0);
    remove_->setEnabled(row >= 0);
    if (row >= 0) weight_->setValue(loras_[static_cast<std::size_t>(row)].weight);
}

}  // namespace plumbline::ui
