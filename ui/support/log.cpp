// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>

#include <QDir>
#include <QtGlobal>
#include <cstdio>
#include <memory>

namespace plumbline::ui {
namespace {

constexpr std::size_t kFileBytes = 1U << 20U, kFiles = 3;

struct Log {
    std::shared_ptr<spdlog::logger> lines;
    QString file;
    QtMessageHandler before = nullptr;
};

Log& the_log() {
    static Log log;
    return log;
}

/// QStandardPaths knows no StateLocation before Qt 6.7.
QString state_folder() {
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (state.isEmpty()) state = QDir::homePath() + QStringLiteral("/.local/state");
    return state + QStringLiteral("/plumbline");
}

void take_message(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    if (type != QtDebugMsg) log(text);
    if (the_log().before != nullptr) the_log().before(type, context, text);
}

}  // namespace

void start_log() {
    Log& log = the_log();
    if (log.lines) return;
    const QString file = state_folder() + QStringLiteral("/studio.log");
    try {
        QDir().mkpath(state_folder());
        log.lines = spdlog::rotating_logger_mt("studio", file.toStdString(), kFileBytes, kFiles);
        log.lines->flush_on(spdlog::level::info);
        log.file = file;
        log.before = qInstallMessageHandler(take_message);
    } catch (const spdlog::spdlog_ex& error) {
        // The window works without its log, and says once why there is none.
        std::fprintf(stderr, "plumbline-studio: no log: %s\n", error.what());
    }
}

QString log_file() {
    return the_log().file;
}

void log(const QString& line) {
    if (the_log().lines) the_log().lines->info(line.toStdString());
}

}  // namespace plumbline::ui
