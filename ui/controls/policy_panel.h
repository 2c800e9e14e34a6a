// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/cards.h"
#include "insight/recording.h"
#include "insight/staircase.h"
#include "plots/prediction.h"

#include <QWidget>
#include <optional>
#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QPushButton;
class QTextBrowser;

namespace plumbline::ui {

class ParamEditor;
class StaircasePlot;

/// Which cache runs and with which values, what may be changed while it goes, and what the doctor
/// says about the run shown.
class PolicyPanel final : public QWidget {
    Q_OBJECT

public:
    explicit PolicyPanel(QWidget* parent = nullptr);

    void show_methods(const std::vector<api::PolicyCard>& cards);
    void choose_method(const std::string& id);
    [[nodiscard]] std::string method() const;
    [[nodiscard]] api::Params params() const;
    void set_param(const std::string& key, const api::ParamValue& value);
    /// The rule of the chosen method with these values on a model of so many blocks.
    [[nodiscard]] std::optional<insight::Rule> rule(int blocks) const;
    [[nodiscard]] const api::ParamSpec* spec(const std::string& key) const;

    /// Shows the methods of this model family, with its defaults. The method stays where the family
    /// has it.
    void set_family(const std::string& family);
    void set_running(bool running);
    /// Puts the errors of a step on the threshold's slider.
    void append(const api::StepEvent& event);
    /// What came of the what-if before the run that just ended; told with its findings.
    void show_outcome(const std::optional<PredictionOutcome>& outcome);
    /// What the doctor says about a run, and its staircase.
    void show_findings(const insight::Recording& recording);
    void clear_findings();
    /// Of the staircase that is shown; empty: none is.
    [[nodiscard]] const std::vector<insight::Tread>& treads() const;

Q_SIGNALS:
    void method_changed(const std::string& id);
    void param_edited(const std::string& key, const api::ParamValue& value);
    void compute_next_asked();
    void never_skip_asked();
    /// On the staircase.
    void threshold_chosen(double threshold);

private:
    /// Of a recipe that names none.
    [[nodiscard]] std::string usual_method() const;
    [[nodiscard]] const api::PolicyCard* card() const;
    void show_card();
    void show_threshold();

    void fill_methods(const std::string& chosen);

    std::vector<api::PolicyCard> cards_;  // of every family
    std::string family_;
    std::optional<PredictionOutcome> outcome_;
    QComboBox* method_;
    QLabel* summary_;
    ParamEditor* editor_;
    StaircasePlot* staircase_;
    QPushButton *compute_next_, *never_skip_;
    QTextBrowser* doctor_;
};

}  // namespace plumbline::ui
