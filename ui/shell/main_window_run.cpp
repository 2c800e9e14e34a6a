// SPDX-License-Identifier: GPL-3.0-or-later
// A run from its beginning to its end, and what acts on it meanwhile.
#include "bridge/engine_bridge.h"
#include "bridge/trace_player.h"
#include "controls/policy_panel.h"
#include "controls/prompt_panel.h"
#include "plots/plot_panel.h"
#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "runs/run_panel.h"
#include "runs/run_queue.h"
#include "shell/main_window.h"
#include "shell/run_status.h"
#include "support/log.h"

#include <QAction>

namespace plumbline::ui {

void MainWindow::begin_run(api::JobId job) {
    player_.reset();
    begun_ = false;
    runs_->show_progress(0, 0);
    end_first_steps();
    policy_->clear_findings();
    preview_->begin_run();
    job_ = job;
    status_->show_device(queue_->device());
    set_running(true);
}

bool MainWindow::is_live() const {
    return bridge_ && job_ != 0 && job_ != TracePlayer::kJob;
}

void MainWindow::stop(api::Keep keep) {
    if (!is_live()) return;
    keep_ = keep;
    bridge_->engine().stop(job_, keep);
}

void MainWindow::set_paused(bool paused) {
    if (is_live()) bridge_->engine().set_paused(job_, paused);
}

void MainWindow::set_running(bool running) {
    const bool live = running && is_live();
    generate_->setEnabled(queue_ != nullptr);
    pause_->setEnabled(live);
    stop_->setEnabled(live);
    discard_->setEnabled(live);
    compute_next_->setEnabled(live);
    never_skip_->setEnabled(live);
    if (!running) pause_->setChecked(false);
    policy_->set_running(live);
    status_->set_running(running);
}

void MainWindow::begin_plots(int steps, const std::optional<insight::Rule>& rule) {
    double threshold = 0;
    const api::Params params = policy_->params();
    if (const auto found = params.find("threshold"); found != params.end())
        threshold = std::get<double>(found->second);
    if (const api::ParamSpec* spec = policy_->spec("threshold"))
        plots_->set_threshold_bounds(spec->minimum, spec->maximum);
    plots_->begin_run(steps, rule, threshold);
    preview_->heat().clear();
    begun_ = true;
}

void MainWindow::show_step(const api::StepEvent& event) {
    if (!begun_ && !event.passes.empty())
        begin_plots(event.steps, policy_->rule(event.passes.front().blocks));
    plots_->append(event);
    preview_->heat().append(event);
    policy_->append(event);
    if (is_live()) runs_->show_progress(event.step + 1, event.steps);
    status_->show_step(event, plots_->series().ideal_speedup(),
                       plots_->series().measured_speedup());
}

void MainWindow::finish(const api::FinishedEvent& event) {
    if (is_live() && event.outcome == api::Outcome::Done)
        policy_->show_outcome(plots_->settle_prediction());
    job_ = 0;
    set_running(false);
    status_->show_outcome(event.outcome, keep_);
    if (!plots_->series().empty() && plots_->series().rule())
        policy_->show_findings(plots_->series().recording());
    if (event.outcome == api::Outcome::Failed)
        show_trouble(QString::fromStdString(event.message), QString::fromStdString(event.hint),
                     tr("The settings and the recorded steps; the run can be started again from "
                        "the list."));
    log(tr("run ended: %1").arg(status_->phase_text()));
    ask_for_tokens();
    ask_for_forecast();
    Q_EMIT run_finished(static_cast<int>(event.outcome));
}

void MainWindow::apply_tuned_values() {
    const api::ModelCard* card = prompt_->model();
    if (card == nullptr) return;
    policy_->set_family(card->family);
    const auto tuned = card->tuned.find(policy_->method());
    if (tuned != card->tuned.end()) {
        for (const auto& [key, text] : tuned->second) {
            if (const api::ParamSpec* spec = policy_->spec(key))
                policy_->set_param(key, api::parse_value(policy_->method(), *spec, text));
        }
    }
    const api::Params params = policy_->params();
    if (const auto found = params.find("threshold"); found != params.end() && job_ == 0)
        plots_->set_threshold(std::get<double>(found->second));
}

void MainWindow::change_live_params() {
    if (is_live()) bridge_->engine().update_policy(job_, policy_->params());
}

}  // namespace plumbline::ui
