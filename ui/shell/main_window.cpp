// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/main_window.h"

#include "bridge/engine_bridge.h"
#include "bridge/trace_player.h"
#include "compare/compare_pane.h"
#include "controls/policy_panel.h"
#include "controls/prompt_panel.h"
#include "library/model_shelf.h"
#include "plots/plot_panel.h"
#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "records/recipe_json.h"
#include "runs/run_panel.h"
#include "runs/run_queue.h"
#include "shell/remembered.h"
#include "shell/run_status.h"
#include "shell/settings_history.h"
#include "support/icons.h"
#include "support/log.h"

#include <QAction>
#include <QDir>
#include <QDockWidget>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedWidget>
#include <QStandardPaths>
#include <QStatusBar>
#include <utility>

namespace plumbline::ui {
namespace {

constexpr int kRestMs = 350;                           // after the last edit
constexpr QSize kUsualSize(1360, 900), kFrame(2, 32);  // what a desktop draws around a window

QDockWidget* dock(QMainWindow& window, const QString& name, const char* id, QWidget* content) {
    auto* dock = new QDockWidget(name, &window);
    dock->setObjectName(QLatin1String(id));
    dock->setWidget(content);
    dock->setAccessibleName(name);
    return dock;
}

/// Scrolls up and down only: it asks for the width of what lies in it, and of its scroll bar.
class PanelArea final : public QScrollArea {
public:
    [[nodiscard]] QSize minimumSizeHint() const override {
        QSize least = QScrollArea::minimumSizeHint();
        if (widget() != nullptr)
            least.setWidth(widget()->minimumSizeHint().width() +
                           verticalScrollBar()->sizeHint().width());
        return least;
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (watched == widget() && event->type() == QEvent::LayoutRequest) updateGeometry();
        return QScrollArea::eventFilter(watched, event);
    }
};

QScrollArea* scrolled(QWidget* content) {
    auto* area = new PanelArea;
    area->setFocusPolicy(Qt::NoFocus);  // what lies in it takes the keyboard
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return area;
}

QString results_folder() {
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
                           QStringLiteral("/plumbline/results");
    QDir().mkpath(folder);
    return folder;
}

}  // namespace

MainWindow::MainWindow() {
    setWindowTitle(tr("Plumbline"));
    setWindowIcon(program_icon());
    resize(kUsualSize.boundedTo(screen()->availableSize() - kFrame));
    make_panels();
    make_actions();
    status_ = new RunStatus(this);
    statusBar()->addWidget(status_, 1);
    set_running(false);
    setAcceptDrops(true);
    restore();
}

MainWindow::~MainWindow() = default;

void MainWindow::make_panels() {
    prompt_ = new PromptPanel(this);
    policy_ = new PolicyPanel(this);
    preview_ = new PreviewPane(this);
    plots_ = new PlotPanel(this);
    runs_ = new RunPanel(this);
    compare_ = new ComparePane(this);
    center_ = new QStackedWidget(this);
    center_->addWidget(preview_);
    center_->addWidget(compare_);
    show_center(false);
    setCentralWidget(center_);
    connect(runs_, &RunPanel::edit_asked, this, [this](std::int64_t run) {
        queue_->edit(run, settings());
        statusBar()->showMessage(tr("Run %1 has these settings now.").arg(run), 4000);
    });
    connect(runs_, &RunPanel::compare_asked, this, &MainWindow::compare_run);
    connect(runs_, &RunPanel::export_asked, this, [this](const store::StoredRun& run) {
        open_export_dialog(run, {}, /*against=*/false);
    });
    connect(compare_, &ComparePane::swapped, this,
            [this] { std::swap(compared_[0], compared_[1]); });
    prompt_dock_ = dock(*this, tr("Prompt"), "prompt", scrolled(prompt_));
    policy_dock_ = dock(*this, tr("Cache"), "cache", scrolled(policy_));
    plot_dock_ = dock(*this, tr("Decisions"), "plots", plots_);
    run_dock_ = dock(*this, tr("Queue and history"), "runs", runs_);
    addDockWidget(Qt::LeftDockWidgetArea, prompt_dock_);
    addDockWidget(Qt::LeftDockWidgetArea, run_dock_);
    addDockWidget(Qt::RightDockWidgetArea, policy_dock_);
    addDockWidget(Qt::BottomDockWidgetArea, plot_dock_);
    order_panels();
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    connect(prompt_, &PromptPanel::model_changed, this, &MainWindow::apply_tuned_values);
    connect(policy_, &PolicyPanel::method_changed, this, &MainWindow::apply_tuned_values);
    connect(policy_, &PolicyPanel::param_edited, this,
            [this](const std::string& key, const api::ParamValue& value) {
                const auto* real = std::get_if<double>(&value);
                if (key == "threshold" && real != nullptr) plots_->set_threshold(*real);
                change_live_params();
                forecast_rest_.start();
            });
    history_ =
        new SettingsHistory([this] { return settings(); },
                            [this](const api::Recipe& recipe) { show_settings(recipe); }, this);
    connect(prompt_, &PromptPanel::tokens_asked, this, &MainWindow::ask_for_tokens);
    forecast_rest_.setSingleShot(true);
    forecast_rest_.setInterval(kRestMs);
    connect(&forecast_rest_, &QTimer::timeout, this, &MainWindow::ask_for_forecast);
    connect(prompt_, &PromptPanel::edited, this, [this] { forecast_rest_.start(); });
    connect(policy_, &PolicyPanel::method_changed, this, [this] { forecast_rest_.start(); });
    connect(prompt_, &PromptPanel::edited, history_, &SettingsHistory::note_edit);
    connect(policy_, &PolicyPanel::method_changed, history_, &SettingsHistory::note_edit);
    connect(policy_, &PolicyPanel::param_edited, history_, &SettingsHistory::note_edit);
    connect(history_, &SettingsHistory::changed, this, [this](const api::Recipe& settings) {
        // Before, what changes is a default that comes in, not an edit.
        if (settings_filled_) remember_settings(settings);
    });
    connect(plots_, &PlotPanel::step_hovered, &preview_->heat(), &HeatBar::set_step);
    connect(&preview_->heat(), &HeatBar::switched, this, [this](bool on) {
        if (queue_) queue_->set_error_map(on);
    });
    connect(runs_, &RunPanel::open_asked, this, &MainWindow::open_run);
    const auto choose_threshold = [this](double threshold) {
        policy_->set_param("threshold", threshold);
        // As the controls round it: the what-if is of what will run.
        const api::Params params = policy_->params();
        const auto found = params.find("threshold");
        plots_->set_threshold(found == params.end() ? threshold : std::get<double>(found->second));
        history_->note_edit();
        change_live_params();
    };
    connect(plots_, &PlotPanel::threshold_chosen, this, choose_threshold);
    connect(policy_, &PolicyPanel::threshold_chosen, this, choose_threshold);
    connect(policy_, &PolicyPanel::compute_next_asked, this, [this] {
        if (is_live()) bridge_->engine().compute_next(job_);
    });
    connect(policy_, &PolicyPanel::never_skip_asked, this, [this] {
        if (is_live()) bridge_->engine().never_skip(job_);
    });
}

void MainWindow::listen(RunFeed& feed) {
    connect(&feed, &RunFeed::phase_changed, this,
            [this](api::JobId job, const api::PhaseEvent& event) {
                if (job != job_) return;
                status_->show_phase(event);
                if (is_export_) runs_->show_progress(event.done, event.total);
            });
    connect(&feed, &RunFeed::step_done, this, [this](api::JobId job, const api::StepEvent& event) {
        if (job == job_) show_step(event);
    });
    connect(&feed, &RunFeed::params_applied, this,
            [this](api::JobId job, const api::ParamsApplied& event) {
                if (job == job_) plots_->note(event);
            });
    connect(&feed, &RunFeed::preview_made, this,
            [this](api::JobId job, const api::PreviewEvent& event) {
                if (job == job_) preview_->show_preview(event);
            });
    connect(&feed, &RunFeed::clip_made, this, [this](api::JobId job, const api::ClipEvent& event) {
        if (takes_compared_clip(job, event)) return;
        if (job != job_ && (job != clip_job_ || job_ != 0)) return;
        if (job != job_) preview_->heat().clear();  // they belong to another run
        preview_->show_clip(*event.clip);
    });
    connect(&feed, &RunFeed::catalog_came, this, [this](const api::CatalogEvent& event) {
        if (!knows_catalog_) policy_->show_methods(event.policies);
        prompt_->show_models(event.models);
        log(QStringLiteral("%1 models known, %2 cache methods")
                .arg(event.models.size())
                .arg(event.policies.size()));
        if (std::exchange(knows_catalog_, true)) return;  // the library changed; settings stay
        fill_settings();
    });
    connect(&feed, &RunFeed::job_finished, this,
            [this](api::JobId job, const api::FinishedEvent& event) {
                if (job == job_ && is_export_)
                    finish_export(event);
                else if (job == job_)
                    finish(event);
                else if (job == tokens_job_)
                    show_tokens(event);
                else if (job == forecast_job_)
                    show_forecast(event);
                else if (job == clip_job_ && event.outcome == api::Outcome::Done)
                    finish_opening(event);
                else if (event.outcome == api::Outcome::Failed)
                    show_trouble(QString::fromStdString(event.message),
                                 QString::fromStdString(event.hint));
            });
}

void MainWindow::fill_settings() {
    if (player_)
        show_recorded_params();
    else if (const auto left = remembered_settings())
        show_settings(*left);
    if (const api::ModelCard* card = prompt_->model();
        card != nullptr && prompt_->prompt().isEmpty())
        prompt_->set_prompt(QString::fromStdString(card->example_prompt));
    history_->start_over();
    settings_filled_ = true;
}

void MainWindow::start_engine() {
    bridge_ = std::make_unique<EngineBridge>();
    listen(*bridge_);
    const std::filesystem::path results = results_folder().toStdString();
    queue_ = std::make_unique<RunQueue>(*bridge_, store::usual_file(), results);
    connect(queue_.get(), &RunQueue::run_started, this, &MainWindow::begin_run);
    connect(queue_.get(), &RunQueue::export_started, this, &MainWindow::begin_export);
    connect(queue_.get(), &RunQueue::troubled, this,
            qOverload<const QString&, const QString&>(&MainWindow::show_trouble));
    queue_->set_error_map(preview_->heat().is_on());
    runs_->set_queue(queue_.get());
    set_running(is_running());
    start_library();
}

void MainWindow::play(records::Trace trace, double speed) {
    player_ = std::make_unique<TracePlayer>(std::move(trace), speed);
    listen(*player_);
    const records::Trace& played = player_->trace();
    prompt_->set_prompt(QString::fromStdString(played.prompt));
    job_ = TracePlayer::kJob;
    preview_->begin_run();
    begin_plots(played.steps.empty() ? 0 : played.steps.front().steps, played.rule);
    if (const auto threshold = played.params.find("threshold"); threshold != played.params.end()) {
        if (const auto* value = std::get_if<double>(&threshold->second))
            plots_->set_threshold(*value);
    }
    set_running(true);
    player_->start();
}

void MainWindow::show_recorded_params() {
    const records::Trace& played = player_->trace();
    policy_->choose_method(played.method);
    for (const auto& [key, value] : played.params) policy_->set_param(key, value);
}

void MainWindow::generate() {
    if (!queue_) return;
    if (prompt_->prompt().isEmpty()) {
        statusBar()->showMessage(tr("Write a prompt first."), 4000);
        prompt_->focus_prompt();
        return;
    }
    prompt_->roll_seed();
    const api::Recipe recipe = settings();
    if (queue_->job() != 0) statusBar()->showMessage(tr("Added to the queue."), 4000);
    queue_->add(recipe);
}

api::Recipe MainWindow::settings() const {
    api::Recipe recipe = prompt_->recipe();
    recipe.cache = policy_->method();
    for (const auto& [key, value] : policy_->params())
        recipe.cache_text.emplace_back(key, api::to_text(value));
    return recipe;
}

void MainWindow::show_settings(const api::Recipe& recipe) {
    prompt_->show_recipe(recipe);
    policy_->choose_method(recipe.cache);
    for (const auto& [key, text] : recipe.cache_text) {
        if (const api::ParamSpec* spec = policy_->spec(key))
            policy_->set_param(key, api::parse_value(recipe.cache, *spec, text));
    }
    const api::Params params = policy_->params();
    if (const auto found = params.find("threshold"); found != params.end())
        plots_->set_threshold(std::get<double>(found->second));
    change_live_params();
}

}  // namespace plumbline::ui
