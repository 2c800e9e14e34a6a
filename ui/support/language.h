// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <array>

class QApplication;

namespace plumbline::ui {

/// What the window speaks; kept by number in the settings.
enum class Language { System, English, Japanese, Chinese };
inline constexpr std::array kLanguages{Language::System, Language::English, Language::Japanese,
                                       Language::Chinese};

/// As its own readers call it; "System" in the window's language.
[[nodiscard]] QString name_of(Language language);

/// The first of the languages that the user reads ("ja-JP", "zh-Hans-CN", the best first) which
/// the window speaks; English when it speaks none.
[[nodiscard]] Language language_of(const QStringList& read);

/// Remembered from start to start (QSettings).
[[nodiscard]] Language chosen_language();
void choose_language(Language language);

/// Gives the program the words of a language, and Qt's own words (OK, Cancel) with them. Widgets
/// that exist already keep theirs. System: as LANGUAGE, LC_ALL, LC_MESSAGES and LANG say.
void speak(QApplication& application, Language language);

}  // namespace plumbline::ui
