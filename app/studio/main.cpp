// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/engine.h"
#include "base/error.h"
#include "records/trace.h"
#include "shell/main_window.h"
#include "support/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QTextStream>

namespace {

int fail(const plumbline::Error& error) {
    QTextStream(stderr) << "plumbline-studio: error: " << error.what() << '\n';
    return plumbline::exit_code(error.kind());
}

}  // namespace

int main(int argc, char** argv) {
    using namespace plumbline;
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("plumbline"));
    QApplication::setApplicationName(QStringLiteral("plumbline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Plumbline"));
    QApplication::setApplicationVersion(QString::fromUtf8(api::version()));

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
    parser.process(application);

    ui::apply_theme(application, static_cast<ui::Theme>(
                                     QSettings().value(QStringLiteral("window/theme"), 0).toInt()));
    ui::MainWindow window;
    try {
        if (parser.isSet(play)) {
            bool is_number = false;
            const double times = parser.value(speed).toDouble(&is_number);
            if (!is_number || !(times > 0)) {
                throw Error(ErrorKind::Usage, "--speed takes a number above 0",
                            "for example --speed 20");
            }
            auto trace = records::read_trace(parser.value(play).toStdString());
            window.show();
            window.play(std::move(trace), times);
        } else {
            window.show();
        }
        window.start_engine();
    } catch (const Error& error) {
        return fail(error);
    }
    return QApplication::exec();
}
