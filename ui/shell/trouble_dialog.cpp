// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/trouble_dialog.h"

#include "support/log.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace plumbline::ui {
namespace {

QLabel* text_label(QWidget* parent, const QString& name) {
    auto* label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setAccessibleName(name);
    return label;
}

}  // namespace

TroubleDialog::TroubleDialog(QWidget* parent)
    : QDialog(parent),
      happened_(text_label(this, tr("What happened"))),
      kept_(text_label(this, tr("What was kept"))),
      advice_(text_label(this, tr("What to try"))),
      details_(new QPlainTextEdit(this)) {
    setWindowTitle(tr("That did not work"));
    setAttribute(Qt::WA_DeleteOnClose);
    setModal(false);
    setMinimumWidth(480);
    details_->setReadOnly(true);
    details_->setTabChangesFocus(true);
    details_->setAccessibleName(tr("Details"));
    details_->setMaximumHeight(140);
    auto* form = new QFormLayout;
    form->addRow(tr("What happened"), happened_);
    form->addRow(tr("What was kept"), kept_);
    form->addRow(tr("What to try"), advice_);
    auto* copy = new QPushButton(tr("Copy details"), this);
    auto* open = new QPushButton(tr("Open log"), this);
    auto* close = new QPushButton(tr("Close"), this);
    close->setDefault(true);
    // Not a QDialogButtonBox: Qt 6.4 never comes to the last of three by Tab.
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(copy);
    buttons->addWidget(open);
    buttons->addStretch(1);
    buttons->addWidget(close);
    open->setEnabled(!log_file().isEmpty());
    auto* column = new QVBoxLayout(this);
    column->addLayout(form);
    column->addWidget(details_, 1);
    column->addLayout(buttons);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(report()); });
    connect(open, &QPushButton::clicked, this,
            [] { QDesktopServices::openUrl(QUrl::fromLocalFile(log_file())); });
}

void TroubleDialog::add(const Trouble& trouble) {
    const bool is_further = !happened_->text().isEmpty();
    if (is_further) details_->appendPlainText(QStringLiteral("\n") + happened_->text());
    happened_->setText(trouble.happened);
    kept_->setText(trouble.kept);
    advice_->setText(trouble.advice.isEmpty()
                         ? tr("The log may say more; the details help whoever looks into it.")
                         : trouble.advice);
    if (is_further)
        details_->appendPlainText(trouble.details);
    else
        details_->setPlainText(trouble.details);
}

QString TroubleDialog::report() const {
    return QStringList{happened_->text(), kept_->text(), advice_->text(), details_->toPlainText()}
        .join(u'\n');
}

}  // namespace plumbline::ui
