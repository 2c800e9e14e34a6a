# SPDX-License-Identifier: GPL-3.0-or-later
# Embeds the languages of the window as :/i18n/plumbline_*.qm, and Qt's own words as :/i18n/qtbase_*.qm.
set(languages ja zh_CN)
set(made ${CMAKE_CURRENT_BINARY_DIR}/i18n)
set(files "")
set(entries "")
foreach(language IN LISTS languages)
    set(words ${CMAKE_CURRENT_SOURCE_DIR}/translations/plumbline_${language}.ts)
    add_custom_command(
        OUTPUT ${made}/plumbline_${language}.qm
        COMMAND ${PLUMBLINE_LRELEASE} -silent ${words} -qm ${made}/plumbline_${language}.qm
        DEPENDS ${words} VERBATIM)
    configure_file(${PLUMBLINE_QT_TRANSLATIONS}/qtbase_${language}.qm ${made}/qtbase_${language}.qm COPYONLY)
    foreach(program plumbline qtbase)
        list(APPEND files ${made}/${program}_${language}.qm)
        string(APPEND entries "<file>${program}_${language}.qm</file>")
    endforeach()
endforeach()
file(CONFIGURE OUTPUT ${made}/translations.qrc
    CONTENT "<RCC><qresource prefix=\"/i18n\">${entries}</qresource></RCC>\n" @ONLY)
add_custom_command(
    OUTPUT ${made}/qrc_translations.cpp
    COMMAND Qt6::rcc --name translations --output ${made}/qrc_translations.cpp ${made}/translations.qrc
    DEPENDS ${files} ${made}/translations.qrc VERBATIM)
target_sources(plumbline_ui PRIVATE ${made}/qrc_translations.cpp)
set_source_files_properties(${made}/qrc_translations.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON SKIP_AUTOGEN ON)
