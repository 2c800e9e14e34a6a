// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plots/run_series.h"

#include <QDialog>

class QTableWidget;

namespace plumbline::ui {

/// Every number of the plots as a table: a row a model call.
class StepTable final : public QDialog {
    Q_OBJECT

public:
    StepTable(const RunSeries& series, QWidget* parent);

    /// The table with its headers, columns parted by tabs, for a spreadsheet.
    [[nodiscard]] QString text() const;

private:
    QTableWidget* table_;
};

}  // namespace plumbline::ui
