// SPDX-License-Identifier: GPL-3.0-or-later
#include "library/system_dialog.h"

#include "bridge/engine_bridge.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace plumbline::ui {
namespace {

constexpr QSize kSize(720, 380);

}  // namespace

SystemDialog::SystemDialog(EngineBridge& bridge, const QStringList& folders, QWidget* parent)
    : QDialog(parent), text_(new QPlainTextEdit(this)) {
    setWindowTitle(tr("About this machine"));
    resize(kSize);
    text_->setReadOnly(true);
    text_->setTabChangesFocus(true);
    text_->setAccessibleName(tr("About this machine"));
    text_->setPlainText(
        tr("The engine is looking; while a run goes it answers when that has ended."));
    auto* copy = new QPushButton(tr("Copy"), this);
    copy->setToolTip(tr("The whole text"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(text_, 1);
    column->addWidget(copy, 0, Qt::AlignRight);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text()); });
    connect(&bridge, &RunFeed::job_finished, this,
            [this](api::JobId job, const api::FinishedEvent& event) {
                if (job == job_) show_answer(event);
            });
    api::SystemRequest request;
    for (const QString& folder : folders) request.folders.push_back(folder.toStdString());
    job_ = bridge.engine().submit(std::move(request));
}

QString SystemDialog::text() const {
    return text_->toPlainText();
}

void SystemDialog::show_answer(const api::FinishedEvent& event) {
    QStringList lines;
    for (const std::string& line : event.lines) lines << QString::fromStdString(line);
    if (event.outcome == api::Outcome::Failed) lines << QString::fromStdString(event.message);
    text_->setPlainText(lines.join(u'\n'));
}

}  // namespace plumbline::ui
