// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of the window for the documentation: one real run, grabbed in every layout and theme.
//   plumbline_screenshots FOLDER SUFFIX [LANGUAGE]      LANGUAGE: ja, zh-CN; English without it
//   plumbline_screenshots FOLDER SUFFIX models          each demo model with a cache, before and
//   after its run
#include "compare/compare_pane.h"
#include "exports/export_dialog.h"
#include "plots/plot_panel.h"
#include "preview/heat_bar.h"
#include "preview/preview_pane.h"
#include "runs/run_panel.h"
#include "shell/main_window.h"
#include "support/language.h"
#include "ui/ui_support.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTextStream>

namespace {

using plumbline::ui::MainWindow;

int fail(const QString& what) {
    QTextStream(stderr) << "plumbline_screenshots: " << what << '\n';
    return 1;
}

QAction* action_of(const MainWindow& window, const QKeySequence& keys) {
    for (auto* each : window.findChildren<QAction*>())
        if (each->shortcut() == keys) return each;
    return nullptr;
}

struct Look {
    const char* name;
    MainWindow::Layout layout;
    plumbline::ui::Theme theme;
    bool heat = false;  // where the error sits
};
constexpr Look kLooks[] = {
    {"generate-light", MainWindow::Layout::Generate, plumbline::ui::Theme::Light},
    {"generate-dark", MainWindow::Layout::Generate, plumbline::ui::Theme::Dark},
    {"tune-light", MainWindow::Layout::Tune, plumbline::ui::Theme::Light},
    {"tune-dark", MainWindow::Layout::Tune, plumbline::ui::Theme::Dark},
    {"compare-light", MainWindow::Layout::Compare, plumbline::ui::Theme::Light},
    {"compare-dark", MainWindow::Layout::Compare, plumbline::ui::Theme::Dark},
    {"heat-dark", MainWindow::Layout::Generate, plumbline::ui::Theme::Dark, true},
};

struct ModelLook {
    const char *model, *method;
};
constexpr ModelLook kModelLooks[] = {
    {"demo-flux", "dicache"},   {"demo-hunyuan", "dicache"}, {"demo-hunyuan", "profilingdit"},
    {"demo-unet", "deepcache"}, {"demo-i2v", "dicache"},     {"demo", "deepcache"},
    {"demo", "fastercache"},    {"demo", "mixcache"},        {"demo-flux", "procache"},
    {"demo-flux", "h2cache"},   {"demo", "sencache"},        {"demo", "teacache"},
    {"demo-hunyuan", "h2cache"}};

bool grab(MainWindow& window, const QString& folder, const QString& name) {
    plumbline::ui::wait_for([] { return false; }, 0.6);  // plots repaint
    return window.grab().save(QDir(folder).filePath(QStringLiteral("studio-%1.png").arg(name)));
}

/// Every demo model in layout Tune, as its settings stand and after its run.
int take_models(MainWindow& window, const QString& folder) {
    using namespace plumbline;
    const QString first = QDir(folder).filePath(QStringLiteral("first.png"));
    window.choose_layout(MainWindow::Layout::Tune);
    for (const auto& [model, method] : kModelLooks) {
        api::Recipe recipe;
        recipe.model = model;
        recipe.prompt = "a red ball moves left over a night sky";
        recipe.seed = 3;
        recipe.cache = method;
        if (recipe.model == "demo-i2v") recipe.image = first.toStdString();
        window.show_settings(recipe);
        const QString name =
            QStringLiteral("%1-%2").arg(QLatin1String(model), QLatin1String(method));
        ui::wait_for([] { return false; }, 1.5);  // the forecast comes
        if (!grab(window, folder, name + QStringLiteral("-before"))) return fail(folder);
        bool done = false;
        const auto watch =
            QObject::connect(&window, &MainWindow::run_finished, [&](int how) { done = how == 0; });
        window.generate();
        const bool ended = ui::wait_for([&] { return done; }, 300);
        QObject::disconnect(watch);
        if (!ended) return fail(name);
        if (recipe.model == "demo-flux") window.findChild<ui::PreviewPane*>()->grab().save(first);
        if (!grab(window, folder, name + QStringLiteral("-after"))) return fail(folder);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    using namespace plumbline;
    using namespace plumbline::ui;
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    if (argc != 3 && argc != 4) return fail(QStringLiteral("give a folder and a suffix"));
    const bool of_models = argc == 4 && QLatin1String(argv[3]) == QLatin1String("models");
    if (argc == 4 && !of_models) speak(application, language_of({QString::fromLocal8Bit(argv[3])}));
    MainWindow window;
    window.choose_theme(Theme::Light);
    window.resize(1360, 900);
    window.show();
    int outcome = -1;
    QObject::connect(&window, &MainWindow::run_finished, [&](int how) { outcome = how; });
    window.start_engine();
    // Controls of the cache come with the catalogue.
    if (!wait_for([&] { return window.is_ready(); }, 60))
        return fail(QStringLiteral("the engine gave no catalogue"));
    if (of_models) return take_models(window, QString::fromLocal8Bit(argv[1]));
    auto* pane = window.findChild<PreviewPane*>();
    pane->heat().shown_action()->setChecked(true);  // its maps are made while the run goes
    window.generate();
    if (!wait_for([&] { return outcome >= 0; }, 300) || outcome != 0)
        return fail(QStringLiteral("the run did not end well"));
    // A second, with a lower threshold, to compare with.
    const double threshold = window.findChild<PlotPanel*>()->series().thresholds().back();
    api::Recipe other = window.settings();
    for (auto& [key, value] : other.cache_text)
        if (key == "threshold") value = api::to_text(api::ParamValue(threshold * 2.5));
    window.show_settings(other);
    outcome = -1;
    window.generate();
    if (!wait_for([&] { return outcome >= 0; }, 300) || outcome != 0)
        return fail(QStringLiteral("the second run did not end well"));
    auto* compared = window.findChild<ComparePane*>();
    auto* runs = window.findChild<RunPanel*>();
    for (const int side : {0, 1}) {
        runs->compare_asked(store::StoredRun(*runs->table().run(1 - side)), side);
    }
    if (!wait_for([&] { return compared->frames() > 0; }, 60))
        return fail(QStringLiteral("the clips did not come to the comparison"));
    compared->step_frames(6);
    compared->findChild<LinkedTraces*>()->set_cursor(13);
    pane->set_playing(false);
    pane->step_frames(6);
    window.findChild<PlotPanel*>()->set_cursor(13);
    for (const Look& look : kLooks) {
        window.choose_theme(look.theme);
        window.choose_layout(look.layout);
        pane->heat().shown_action()->setChecked(look.heat);
        wait_for([] { return false; }, 0.4);  // plots repaint
        const QString file =
            QDir(QString::fromLocal8Bit(argv[1]))
                .filePath(QStringLiteral("studio-%1%2.png")
                              .arg(QLatin1String(look.name), QString::fromLocal8Bit(argv[2])));
        if (!window.grab().save(file)) return fail(QStringLiteral("cannot write ") + file);
    }
    // The export of the comparison: every control of the dialog has something to say.
    window.choose_theme(Theme::Light);
    window.choose_layout(MainWindow::Layout::Compare);
    action_of(window, QKeySequence(QStringLiteral("Ctrl+E")))->trigger();
    auto* dialog = window.findChild<ExportDialog*>();
    if (dialog == nullptr) return fail(QStringLiteral("no dialog for the export"));
    const QString videos = QDir::temp().filePath(QStringLiteral("Videos"));
    QDir().mkpath(videos);
    for (auto* line : dialog->findChildren<QLineEdit*>())
        if (line->text() == QDir::homePath()) line->setText(videos);
    wait_for([] { return false; }, 0.4);
    const QString file =
        QDir(QString::fromLocal8Bit(argv[1]))
            .filePath(
                QStringLiteral("studio-export-light%1.png").arg(QString::fromLocal8Bit(argv[2])));
    if (!dialog->grab().save(file)) return fail(QStringLiteral("cannot write ") + file);
    return 0;
}
