// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/step_table.h"

#include "plots/step_explanation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <cmath>

namespace plumbline::ui {
namespace {

constexpr QSize kSize(860, 520);

QString number(double value) {
    return std::isfinite(value) ? QString::number(value, 'g', 6) : QString();
}

QStringList cells_of(const api::StepEvent& step, const api::PassRecord& pass) {
    return {QString::number(step.step + 1),
            branch_word(pass.branch),
            decision_word(pass.decision),
            QStringLiteral("%1/%2").arg(pass.blocks_run).arg(pass.blocks),
            number(pass.probe_error),
            number(pass.accumulated_error),
            number(pass.threshold),
            number(pass.alignment_weight),
            number(pass.alignment_weight_raw),
            number(pass.probe_ms + pass.stack_ms + pass.head_ms),
            number(static_cast<double>(pass.cache_bytes) / 1e6)};
}

}  // namespace

StepTable::StepTable(const RunSeries& series, QWidget* parent)
    : QDialog(parent), table_(new QTableWidget(this)) {
    setWindowTitle(tr("Steps"));
    resize(kSize);
    const QStringList headers = {tr("step"),   tr("branch"),      tr("decision"),  tr("blocks"),
                                 tr("error"),  tr("accumulated"), tr("threshold"), tr("weight γ"),
                                 tr("γ, raw"), tr("ms"),          tr("cache, MB")};
    table_->setAccessibleName(tr("Steps"));
    table_->setColumnCount(static_cast<int>(headers.size()));
    table_->setHorizontalHeaderLabels(headers);
    table_->verticalHeader()->hide();
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setTabKeyNavigation(false);
    int row = 0;
    for (const api::StepEvent& step : series.events()) row += static_cast<int>(step.passes.size());
    table_->setRowCount(row);
    row = 0;
    for (const api::StepEvent& step : series.events()) {
        for (const api::PassRecord& pass : step.passes) {
            int column = 0;
            for (const QString& cell : cells_of(step, pass))
                table_->setItem(row, column++, new QTableWidgetItem(cell));
            ++row;
        }
    }
    table_->resizeColumnsToContents();
    auto* copy = new QPushButton(tr("Copy"), this);
    copy->setToolTip(tr("The whole table, for a spreadsheet"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(table_, 1);
    column->addWidget(copy, 0, Qt::AlignRight);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text()); });
}

QString StepTable::text() const {
    QString all;
    for (int row = -1; row < table_->rowCount(); ++row) {
        for (int column = 0; column < table_->columnCount(); ++column) {
            const QTableWidgetItem* item =
                row < 0 ? table_->horizontalHeaderItem(column) : table_->item(row, column);
            all += item->text() + (column + 1 < table_->columnCount() ? u'\t' : u'\n');
        }
    }
    return all;
}

}  // namespace plumbline::ui
