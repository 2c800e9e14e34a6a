// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "insight/staircase.h"
#include "plots/run_series.h"

#include <QDialog>
#include <QStringList>
#include <vector>

class QTabWidget;

namespace plumbline::ui {

/// Numbers that a plot draws, as cells.
struct TablePage {
    QString title;
    QStringList headers;
    std::vector<QStringList> rows;
};

/// Every call of every step: what the plots over the steps draw.
[[nodiscard]] TablePage steps_page(const QString& title, const RunSeries& series);
/// The staircase: from each threshold on, the speed-up that it would have given.
[[nodiscard]] TablePage staircase_page(const std::vector<insight::Tread>& treads);

/// What the plots draw, as tables: to read, to copy, or for a screen reader.
class StepTable final : public QDialog {
    Q_OBJECT

public:
    explicit StepTable(const std::vector<TablePage>& pages, QWidget* parent = nullptr);
    /// The page that is shown, tabs between cells, one line a row, headers first.
    [[nodiscard]] QString text() const;
    void show_page(int page);

private:
    QTabWidget* pages_;
};

}  // namespace plumbline::ui
