// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/language.h"

#include <QApplication>
#include <QFont>
#include <QLocale>
#include <QSettings>
#include <QTranslator>
#include <algorithm>

// Outside any namespace: the function that the macro declares is a global one.
static void load_translations() {
    Q_INIT_RESOURCE(translations);
}

namespace plumbline::ui {
namespace {

constexpr const char* kLanguage = "window/language";
constexpr const char* kPrograms[] = {"qtbase", "plumbline"};  // the later is asked first

/// The ending of its files; nullptr: the texts in the sources are it.
const char* code_of(Language language) {
    switch (language) {
        case Language::Japanese: return "ja";
        case Language::Chinese: return "zh_CN";
        case Language::System:
        case Language::English: break;
    }
    return nullptr;
}

/// The program's font with one behind it that draws Han characters as this language does; which
/// one the system falls back to depends on its own language.
void set_font_for(Language language) {
    const QStringList japanese{QStringLiteral("Noto Sans CJK JP"), QStringLiteral("IPAGothic")};
    const QStringList chinese{QStringLiteral("Noto Sans CJK SC"),
                              QStringLiteral("WenQuanYi Micro Hei")};
    QFont font = QApplication::font();
    QStringList families = font.families();
    families.removeIf([&](const QString& family) {
        return japanese.contains(family) || chinese.contains(family);
    });
    if (language == Language::Japanese) families << japanese;
    if (language == Language::Chinese) families << chinese;
    if (families == font.families()) return;  // one that is set no longer follows the system's
    font.setFamilies(families);
    QApplication::setFont(font);
}

}  // namespace

QString name_of(Language language) {
    switch (language) {
        case Language::English: return QStringLiteral("English");
        case Language::Japanese: return QStringLiteral("日本語");
        case Language::Chinese: return QStringLiteral("简体中文");
        case Language::System: break;
    }
    return QCoreApplication::translate("Language", "System");
}

Language language_of(const QStringList& read) {
    for (const QString& name : read) {
        const QLocale locale(name);
        switch (locale.language()) {
            case QLocale::Japanese: return Language::Japanese;
            case QLocale::Chinese:
                if (locale.script() == QLocale::SimplifiedHanScript) return Language::Chinese;
                break;
            case QLocale::English: return Language::English;
            default: break;
        }
    }
    return Language::English;
}

Language chosen_language() {
    const int kept = QSettings().value(QLatin1String(kLanguage), 0).toInt();
    return static_cast<Language>(std::clamp(kept, 0, static_cast<int>(kLanguages.size()) - 1));
}

void choose_language(Language language) {
    QSettings().setValue(QLatin1String(kLanguage), static_cast<int>(language));
}

void speak(QApplication& application, Language language) {
    static const bool loaded = (load_translations(), true);  // resources of a static library
    Q_UNUSED(loaded);
    for (QTranslator* before :
         application.findChildren<QTranslator*>(QString(), Qt::FindDirectChildrenOnly)) {
        QApplication::removeTranslator(before);
        delete before;
    }
    if (language == Language::System) language = language_of(QLocale::system().uiLanguages());
    set_font_for(language);
    const char* code = code_of(language);
    if (code == nullptr) return;
    for (const char* program : kPrograms) {
        auto* words = new QTranslator(&application);
        if (words->load(
                QStringLiteral(":/i18n/%1_%2.qm").arg(QLatin1String(program), QLatin1String(code))))
            QApplication::installTranslator(words);
    }
}

}  // namespace plumbline::ui
