// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/engine_text.h"
#include "support/language.h"

#include <QApplication>
#include <algorithm>
#include <ostream>
#include <string_view>

namespace plumbline::ui {

/// The program speaks a language while this lives, and English after it.
class Spoken {
public:
    explicit Spoken(Language language) { speak(*qApp, language); }
    ~Spoken() { speak(*qApp, Language::English); }
    Spoken(const Spoken&) = delete;
    Spoken& operator=(const Spoken&) = delete;
};

/// Names a test's case.
inline void PrintTo(Language language, std::ostream* out) {
    constexpr const char* kNames[] = {"System", "English", "Japanese", "Chinese"};
    *out << kNames[static_cast<int>(language)];
}

/// A text of the engine is in the listing that translators see.
inline bool is_listed(std::string_view text) {
    return std::ranges::find(engine_texts(), text) != engine_texts().end();
}

/// Holds a character of Chinese or Japanese.
inline bool is_east_asian(const QString& text) {
    return std::ranges::any_of(text, [](QChar each) { return each.unicode() >= 0x2e80; });
}

}  // namespace plumbline::ui
