# SPDX-License-Identifier: GPL-3.0-or-later
# Libraries that come from Debian's packages (packaging/deps.sh installs them).

find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ffmpeg REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale libavfilter)
pkg_check_modules(sentencepiece REQUIRED IMPORTED_TARGET sentencepiece)
pkg_check_modules(png REQUIRED IMPORTED_TARGET libpng)
if(PLUMBLINE_TESTS)
    find_package(GTest REQUIRED)
    find_package(benchmark REQUIRED)
endif()
if(PLUMBLINE_GUI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Widgets Network Svg PrintSupport Test)  # QCustomPlot asks for the second
    find_package(QCustomPlotQt6 REQUIRED)
    # By name, not Qt6LinguistTools: its package brings Designer and Assistant.
    find_program(PLUMBLINE_LRELEASE lrelease REQUIRED NO_DEFAULT_PATH
        PATHS ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_BINS} DOC "Compiles translations (qt6-l10n-tools)")
    find_path(PLUMBLINE_QT_TRANSLATIONS qtbase_ja.qm REQUIRED NO_DEFAULT_PATH
        PATHS ${QT6_INSTALL_PREFIX}/${QT6_INSTALL_TRANSLATIONS} DOC "Qt's own words (qt6-translations-l10n)")
endif()
