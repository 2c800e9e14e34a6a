// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "records/trace.h"
#include "store/run_store.h"
#include "support/theme.h"

#include <QMainWindow>
#include <QTimer>
#include <array>
#include <memory>
#include <optional>
#include <vector>

class QAction;
class QActionGroup;
class QStackedWidget;

namespace plumbline::ui {

class EngineBridge;
class ModelShelf;
class ComparePane;
class PlotPanel;
class PolicyPanel;
class PreviewPane;
class PromptPanel;
class RunFeed;
class RunPanel;
class RunQueue;
class RunStatus;
class SettingsHistory;
class TracePlayer;
struct TablePage;

/// The studio: prompt on the left, preview in the middle, cache controls on the right, plots below.
class MainWindow final : public QMainWindow {
    Q_OBJECT

public:
    enum class Layout { Generate, Tune, Compare };

    MainWindow();
    ~MainWindow() override;

    /// Asks the engine what there is; the window fills when the answer comes. Throws Error{Failed}
    /// when the list of runs cannot be opened.
    void start_engine();
    /// Shows a recorded run instead of an engine's.
    void play(records::Trace trace, double speed);

    /// What the controls say.
    [[nodiscard]] api::Recipe settings() const;
    void show_settings(const api::Recipe& recipe);
    void generate();
    /// Ends the run between two blocks; its latents of the last whole step are kept, or not.
    void stop(api::Keep keep = api::Keep::Latents);
    void set_paused(bool paused);
    void choose_layout(Layout layout);
    /// Of the whole program; remembered.
    void choose_theme(Theme theme);
    /// Points at prompt, threshold line and decision lane, one after the other.
    void show_first_steps();
    /// Another start of the program handed these over.
    void bring_to_front(const QStringList& files);
    /// A clip, picture, trace or recipe: shows it and, when the user agrees, brings its settings
    /// back.
    void open_file(const QString& path);
    /// The engine told what there is, and no run goes.
    [[nodiscard]] bool is_ready() const { return knows_catalog_ && job_ == 0; }
    [[nodiscard]] bool is_running() const { return job_ != 0; }

Q_SIGNALS:
    void run_finished(int outcome);

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void make_panels();
    /// The keyboard comes by the panels as they are read: left, middle, right.
    void order_panels();
    void end_first_steps();
    /// The keyboard goes to the next panel that is shown (by 1), or to the one before (-1).
    void go_to_panel(int by);
    void find_run();
    void keep_layout();
    void make_run_menu();
    void make_clip_menu();
    void make_queue_menu();
    /// What the plots that are seen draw.
    [[nodiscard]] std::vector<TablePage> tables() const;
    void make_theme_menu(QMenu& theme);
    void make_tool_bar(const QList<QAction*>& layouts);
    void make_actions();
    void make_file_menu();
    void make_edit_menu();
    void make_compare_menu();
    void show_center(bool compares);
    void make_view_menu();
    /// Takes effect at the next start: widgets keep the words they were made with.
    void make_language_menu(QMenu& view);
    void make_help_menu();
    void make_tools_menu();
    void start_library();
    void show_library();
    void show_machine();
    void copy(const QString& text);
    QAction* add_action(const QString& text, const QKeySequence& keys, const QString& help);
    void listen(RunFeed& feed);
    void restore();

    /// A run of the engine goes, not a recording.
    [[nodiscard]] bool is_live() const;
    void show_recorded_params();
    void begin_run(api::JobId job);
    void show_trouble(const QString& message, const QString& hint);
    void show_trouble(const QString& message, const QString& hint, const QString& kept);
    /// Settings of the last session, or the model's own and its example.
    void fill_settings();
    /// Settings of a run of the list, and its decisions as they were recorded.
    void open_run(const store::StoredRun& run);
    void show_trace(const records::Trace& trace);
    void offer_settings(const api::Recipe& recipe);
    void open_clip(const std::string& path, bool asks);
    /// Puts a run of the list on side A (0) or B (1) of the comparison.
    void compare_run(const store::StoredRun& run, int side);
    /// Asks what file to make of the comparison that is shown, of the chosen run or of the newest.
    void ask_for_export();
    /// against: shown with `other`, side B of the comparison.
    void open_export_dialog(const store::StoredRun& run,
                            const std::optional<store::StoredRun>& other,
                            bool against);
    void begin_export(api::JobId job);
    void finish_export(const api::FinishedEvent& event);
    [[nodiscard]] bool takes_compared_clip(api::JobId job, const api::ClipEvent& event);
    void ask_for_tokens();
    /// What memory the settings would take: asked when they changed and rest, and after a run.
    void ask_for_forecast();
    void show_forecast(const api::FinishedEvent& event);
    void show_tokens(const api::FinishedEvent& event);
    void finish_opening(const api::FinishedEvent& event);
    void set_running(bool running);
    void begin_plots(int steps, const std::optional<insight::Rule>& rule);
    void show_step(const api::StepEvent& event);
    void finish(const api::FinishedEvent& event);
    void apply_tuned_values();
    void change_live_params();

    std::unique_ptr<EngineBridge> bridge_;
    std::unique_ptr<RunQueue> queue_;
    std::unique_ptr<TracePlayer> player_;
    std::unique_ptr<ModelShelf> shelf_;
    PromptPanel* prompt_ = nullptr;
    PolicyPanel* policy_ = nullptr;
    PreviewPane* preview_ = nullptr;
    PlotPanel* plots_ = nullptr;
    ComparePane* compare_ = nullptr;
    QStackedWidget* center_ = nullptr;  // preview, comparison
    RunPanel* runs_ = nullptr;
    QDockWidget *prompt_dock_ = nullptr, *policy_dock_ = nullptr, *plot_dock_ = nullptr,
                *run_dock_ = nullptr;
    QAction *generate_ = nullptr, *pause_ = nullptr, *stop_ = nullptr, *discard_ = nullptr;
    QAction *compute_next_ = nullptr, *never_skip_ = nullptr;
    QActionGroup* themes_ = nullptr;
    RunStatus* status_ = nullptr;
    SettingsHistory* history_ = nullptr;
    api::JobId job_ = 0;
    bool is_export_ = false;                    // the job that goes
    api::JobId clip_job_ = 0;                   // opens a finished clip
    std::array<api::JobId, 2> compare_jobs_{};  // open the clips of A and B
    std::array<std::optional<store::StoredRun>, 2> compared_;
    api::JobId tokens_job_ = 0;    // counts the prompt's tokens
    api::JobId forecast_job_ = 0;  // what the run would take and do
    QTimer forecast_rest_;         // since the last edit
    bool clip_brings_settings_ = false;
    QString opened_clip_;
    bool knows_catalog_ = false;
    bool settings_filled_ = false;
    api::Keep keep_ = api::Keep::Latents;  // of the last stop
    bool begun_ = false;                   // plots of this job were begun
};

}  // namespace plumbline::ui
