// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watched_application.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QTemporaryDir>

// The settings and results of whoever runs the tests stay as they are.
int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir temporary;
    // A test that kills a studio looks at what it left.
    const QByteArray given = qgetenv("PLUMBLINE_TEST_HOME");
    const QByteArray home = given.isEmpty() ? temporary.path().toLocal8Bit() : given;
    for (const char* variable :
         {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(variable, home);
    testing::InitGoogleTest(&argc, argv);
    const plumbline::ui::WatchedApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("plumbline"));
    QApplication::setApplicationName(QStringLiteral("plumbline"));
    return RUN_ALL_TESTS();
}
