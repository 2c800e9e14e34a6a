// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/policy_panel.h"

#include "api/recipe.h"
#include "controls/param_editor.h"
#include "plots/staircase_plot.h"
#include "support/engine_text.h"
#include "support/finding_text.h"
#include "support/tab_order.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTextBrowser>
#include <QVBoxLayout>
#include <algorithm>
#include <span>

namespace plumbline::ui {

PolicyPanel::PolicyPanel(QWidget* parent)
    : QWidget(parent),
      method_(new QComboBox(this)),
      summary_(new QLabel(this)),
      editor_(new ParamEditor(this)),
      staircase_(new StaircasePlot(this)),
      compute_next_(new QPushButton(tr("Compute the next step"), this)),
      never_skip_(new QPushButton(tr("Never skip from here"), this)),
      doctor_(new QTextBrowser(this)) {
    method_->setAccessibleName(tr("Cache method"));
    method_->setToolTip(tr("How steps are reused"));
    summary_->setWordWrap(true);
    compute_next_->setToolTip(tr("The next step of both branches is computed, whatever its error"));
    never_skip_->setToolTip(tr("Nothing is reused from the next step to the end of this run"));
    doctor_->setAccessibleName(tr("What the doctor says"));
    doctor_->setPlaceholderText(tr("After a run, the doctor says here what the cache did."));
    doctor_->setMinimumHeight(80);
    auto* column = new QVBoxLayout(this);
    column->addWidget(method_);
    column->addWidget(summary_);
    column->addWidget(editor_);
    column->addWidget(compute_next_);
    column->addWidget(never_skip_);
    column->addWidget(staircase_);
    auto* heading = new QLabel(tr("Doctor"), this);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    column->addWidget(heading);
    column->addWidget(doctor_, 1);
    connect(method_, &QComboBox::currentIndexChanged, this, [this] {
        show_card();
        Q_EMIT method_changed(method());
    });
    connect(staircase_, &StaircasePlot::threshold_chosen, this, &PolicyPanel::threshold_chosen);
    connect(editor_, &ParamEditor::edited, this,
            [this](const std::string& key, const api::ParamValue& value) {
                show_threshold();
                Q_EMIT param_edited(key, value);
            });
    staircase_->hide();
    connect(compute_next_, &QPushButton::clicked, this, &PolicyPanel::compute_next_asked);
    connect(never_skip_, &QPushButton::clicked, this, &PolicyPanel::never_skip_asked);
    set_tab_order({method_, compute_next_, never_skip_, staircase_, doctor_});
    set_running(false);
}

void PolicyPanel::show_methods(const std::vector<api::PolicyCard>& cards) {
    const std::string before = method();
    cards_ = cards;
    if (family_.empty() && !cards_.empty()) family_ = cards_.front().family;
    fill_methods(before.empty() ? api::kUsualCache : before);
}

void PolicyPanel::set_family(const std::string& family) {
    const bool is_known =
        std::ranges::find(cards_, family, &api::PolicyCard::family) != cards_.end();
    if (family == family_ || !is_known) return;
    family_ = family;
    fill_methods(method());
}

void PolicyPanel::fill_methods(const std::string& chosen) {
    {
        const QSignalBlocker quiet(method_);
        method_->clear();
        for (const api::PolicyCard& card : cards_) {
            if (card.family == family_)
                method_->addItem(engine_text(card.title), QString::fromStdString(card.id));
        }
        choose_method(api::kUsualCache);
        choose_method(chosen);
    }
    show_card();
}

void PolicyPanel::choose_method(const std::string& id) {
    const std::string method = id == api::kUsualCache ? usual_method() : id;
    const int index = method_->findData(QString::fromStdString(method));
    if (index >= 0) method_->setCurrentIndex(index);
}

std::string PolicyPanel::usual_method() const {
    constexpr const char* kPreferred = "dicache";
    const auto offers = [this](const api::PolicyCard& card) { return card.family == family_; };
    const auto preferred = std::ranges::find_if(
        cards_, [&](const api::PolicyCard& card) { return offers(card) && card.id == kPreferred; });
    if (preferred != cards_.end()) return preferred->id;
    const auto first = std::ranges::find_if(cards_, offers);
    return first == cards_.end() ? std::string() : first->id;
}

std::string PolicyPanel::method() const {
    return method_->currentData().toString().toStdString();
}

api::Params PolicyPanel::params() const {
    return editor_->values();
}

void PolicyPanel::set_param(const std::string& key, const api::ParamValue& value) {
    editor_->set_value(key, value);
    show_threshold();
}

void PolicyPanel::show_threshold() {
    const api::Params all = params();
    const auto found = all.find("threshold");
    if (found == all.end()) return;
    if (const auto* value = std::get_if<double>(&found->second)) staircase_->set_threshold(*value);
}

std::optional<insight::Rule> PolicyPanel::rule(int blocks) const {
    const api::PolicyCard* chosen = card();
    if (chosen == nullptr || !chosen->rule) return std::nullopt;
    return insight::rule_of(*chosen->rule, params(), blocks);
}

const api::ParamSpec* PolicyPanel::spec(const std::string& key) const {
    const api::PolicyCard* chosen = card();
    if (chosen == nullptr) return nullptr;
    const auto found = std::ranges::find(chosen->params, key, &api::ParamSpec::key);
    return found == chosen->params.end() ? nullptr : &*found;
}

void PolicyPanel::set_running(bool running) {
    method_->setEnabled(!running);
    editor_->set_running(running);
    compute_next_->setEnabled(running);
    never_skip_->setEnabled(running);
}

void PolicyPanel::show_findings(const insight::Recording& recording) {
    QString html;
    for (const insight::Finding& finding : insight::diagnose(recording))
        html += QStringLiteral("<p>%1</p>").arg(finding_text(finding).toHtmlEscaped());
    if (outcome_)
        html += QStringLiteral("<p>%1</p>")
                    .arg(tr("The what-if before this run: %1.")
                             .arg(words_of(*outcome_))
                             .toHtmlEscaped());
    doctor_->setHtml(html);
    editor_->clear_ticks("threshold");
    std::vector<double> errors;
    errors.reserve(recording.calls.size());
    for (const insight::RecordedCall& call : recording.calls) errors.push_back(call.error);
    editor_->add_ticks("threshold", errors);
    staircase_->show_treads(treads_of(recording));
    staircase_->mark(outcome_);
    staircase_->setVisible(!staircase_->treads().empty());
    show_threshold();
}

void PolicyPanel::append(const api::StepEvent& event) {
    for (const api::PassRecord& pass : event.passes)
        editor_->add_ticks("threshold", std::span(&pass.probe_error, 1));
}

void PolicyPanel::show_outcome(const std::optional<PredictionOutcome>& outcome) {
    outcome_ = outcome;
}

void PolicyPanel::clear_findings() {
    outcome_.reset();
    editor_->clear_ticks("threshold");
    doctor_->clear();
    staircase_->show_treads({});
    staircase_->hide();
}

const std::vector<insight::Tread>& PolicyPanel::treads() const {
    return staircase_->treads();
}

const api::PolicyCard* PolicyPanel::card() const {
    const auto found = std::ranges::find_if(cards_, [&](const api::PolicyCard& card) {
        return card.family == family_ && card.id == method();
    });
    return found == cards_.end() ? nullptr : &*found;
}

void PolicyPanel::show_card() {
    const api::PolicyCard* chosen = card();
    if (chosen == nullptr) return;
    summary_->setText(engine_text(chosen->summary));
    editor_->show_schema(chosen->params);
    // New editors would come last by Tab; they stand between the method and the buttons.
    std::vector<QWidget*> order{method_};
    order.insert(order.end(), editor_->tab_stops().begin(), editor_->tab_stops().end());
    order.insert(order.end(), {compute_next_, never_skip_, staircase_, doctor_});
    set_tab_order(order);
}

}  // namespace plumbline::ui
