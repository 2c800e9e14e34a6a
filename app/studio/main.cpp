// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/engine.h"
#include "base/error.h"
#include "records/trace.h"
#include "shell/first_paint.h"
#include "shell/main_window.h"
#include "shell/remembered.h"
#include "shell/single_instance.h"
#include "support/language.h"
#include "support/log.h"
#include "support/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTextStream>
#include <QTimer>
#include <optional>

namespace {

using namespace plumbline;

constexpr int kFirstStepsAfterMs = 600;  // the window has its places by then

struct Arguments {
    QString trace;  // --play; empty: none
    double speed = 1;
    QStringList files;
};

Arguments parse(QApplication& application) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("main", "Generates video and shows how its cache decides."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption play(
        QStringLiteral("play"),
        QApplication::translate("main", "Show a recorded run (generate --trace) without a model."),
        QStringLiteral("TRACE"));
    const QCommandLineOption speed(
        QStringLiteral("speed"),
        QApplication::translate("main", "How many times faster than it was recorded."),
        QStringLiteral("X"), QStringLiteral("1"));
    parser.addOptions({play, speed});
    parser.addPositionalArgument(
        QStringLiteral("FILE"),
        QApplication::translate("main", "A clip, picture, trace or recipe to open."),
        QStringLiteral("[FILE…]"));
    parser.process(application);
    Arguments arguments{.trace = parser.value(play), .files = {}};
    bool is_number = false;
    arguments.speed = parser.value(speed).toDouble(&is_number);
    if (!is_number || !(arguments.speed > 0)) {
        throw Error(ErrorKind::Usage, "--speed takes a number above 0", "for example --speed 20");
    }
    for (const QString& file : parser.positionalArguments())
        arguments.files << QFileInfo(file).absoluteFilePath();
    return arguments;
}

int run(QApplication& application) {
    ui::speak(application, ui::chosen_language());  // first: --help is spoken too
    const Arguments arguments = parse(application);
    std::optional<records::Trace> trace;
    if (!arguments.trace.isEmpty()) trace = records::read_trace(arguments.trace.toStdString());
    ui::SingleInstance instance(
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
        QStringLiteral("/plumbline"));
    QStringList handed = arguments.files;
    if (trace) handed << QFileInfo(arguments.trace).absoluteFilePath();
    if (instance.hand_over(handed)) return 0;

    ui::start_log();
    ui::apply_theme(application, static_cast<ui::Theme>(
                                     QSettings().value(QStringLiteral("window/theme"), 0).toInt()));
    ui::MainWindow window;
    new ui::FirstPaint(&window);
    QObject::connect(&instance, &ui::SingleInstance::files_came, &window,
                     &ui::MainWindow::bring_to_front);
    window.show();
    const bool plays = trace.has_value();
    if (trace) window.play(std::move(*trace), arguments.speed);
    window.start_engine();
    for (const QString& file : arguments.files) window.open_file(file);
    if (!plays && !ui::is_welcomed())
        QTimer::singleShot(kFirstStepsAfterMs, &window, &ui::MainWindow::show_first_steps);
    return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("plumbline"));
    QApplication::setApplicationName(QStringLiteral("plumbline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Plumbline"));
    QApplication::setApplicationVersion(QString::fromUtf8(api::version()));
    try {
        return run(application);
    } catch (const Error& error) {
        QTextStream(stderr) << "plumbline-studio: error: " << error.what() << '\n';
        return exit_code(error.kind());
    }
}
