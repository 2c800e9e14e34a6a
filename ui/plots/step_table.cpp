// SPDX-License-Identifier: GPL-3.0-or-later
#include "plots/step_table.h"

#include "plots/step_explanation.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
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
            reuse_word(pass.reuse),
            QStringLiteral("%1/%2").arg(pass.blocks_run).arg(pass.blocks),
            number(100 * pass.token_share),
            number(pass.probe_error),
            number(pass.accumulated_error),
            number(pass.threshold),
            number(pass.alignment_weight),
            number(pass.alignment_weight_raw),
            number(pass.probe_ms + pass.stack_ms + pass.head_ms),
            number(static_cast<double>(pass.cache_bytes) / 1e6)};
}

QTableWidget* table_of(const TablePage& page, QWidget* parent) {
    auto* table = new QTableWidget(parent);
    table->setAccessibleName(page.title);
    table->setColumnCount(static_cast<int>(page.headers.size()));
    table->setHorizontalHeaderLabels(page.headers);
    table->verticalHeader()->hide();
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setRowCount(static_cast<int>(page.rows.size()));
    int row = 0;
    for (const QStringList& cells : page.rows) {
        int column = 0;
        for (const QString& cell : cells) table->setItem(row, column++, new QTableWidgetItem(cell));
        ++row;
    }
    table->resizeColumnsToContents();
    return table;
}

}  // namespace

TablePage steps_page(const QString& title, const RunSeries& series) {
    TablePage page{
        .title = title,
        .headers = {StepTable::tr("step"), StepTable::tr("branch"), StepTable::tr("decision"),
                    StepTable::tr("in place"), StepTable::tr("blocks"), StepTable::tr("tokens, %"),
                    StepTable::tr("error"), StepTable::tr("accumulated"),
                    StepTable::tr("threshold"), StepTable::tr("weight γ"), StepTable::tr("γ, raw"),
                    StepTable::tr("ms"), StepTable::tr("cache, MB")},
        .rows = {}};
    for (const api::StepEvent& step : series.events()) {
        for (const api::PassRecord& pass : step.passes) page.rows.push_back(cells_of(step, pass));
    }
    return page;
}

TablePage staircase_page(const std::vector<insight::Tread>& treads) {
    TablePage page{.title = StepTable::tr("Speed-up over threshold"),
                   .headers = {StepTable::tr("from threshold"), StepTable::tr("calls reused"),
                               StepTable::tr("ideal speed-up")},
                   .rows = {}};
    for (const insight::Tread& tread : treads)
        page.rows.push_back(
            {number(tread.threshold), QString::number(tread.skipped), number(tread.speedup)});
    return page;
}

StepTable::StepTable(const std::vector<TablePage>& pages, QWidget* parent)
    : QDialog(parent), pages_(new QTabWidget(this)) {
    setWindowTitle(tr("Steps"));
    resize(kSize);
    pages_->tabBar()->setAccessibleName(tr("Tables"));
    for (const TablePage& page : pages) pages_->addTab(table_of(page, this), page.title);
    auto* copy = new QPushButton(tr("Copy"), this);
    copy->setToolTip(tr("The whole table, for a spreadsheet"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(pages_, 1);
    column->addWidget(copy, 0, Qt::AlignRight);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(text()); });
}

void StepTable::show_page(int page) {
    pages_->setCurrentIndex(page);
}

QString StepTable::text() const {
    const auto* table = qobject_cast<const QTableWidget*>(pages_->currentWidget());
    if (table == nullptr) return {};
    QString all;
    for (int row = -1; row < table->rowCount(); ++row) {
        for (int column = 0; column < table->columnCount(); ++column) {
            const QTableWidgetItem* item =
                row < 0 ? table->horizontalHeaderItem(column) : table->item(row, column);
            all += item->text() + (column + 1 < table->columnCount() ? u'\t' : u'\n');
        }
    }
    return all;
}

}  // namespace plumbline::ui
