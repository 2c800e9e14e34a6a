// SPDX-License-Identifier: GPL-3.0-or-later
// The files that translators edit: whole, and true to the sources' placeholders, keys and marks.
#include <gtest/gtest.h>

#include <QFile>
#include <QKeySequence>
#include <QRegularExpression>
#include <QXmlStreamReader>
#include <algorithm>
#include <vector>

namespace plumbline::ui {
namespace {

struct Message {
    QString context, source, translation;
    bool finished = true, is_plural = false;
};

Message read_message(QXmlStreamReader& xml, const QString& context) {
    Message message{.context = context, .source = {}, .translation = {}};
    message.is_plural = xml.attributes().hasAttribute(QLatin1String("numerus"));
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            message.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            message.finished = !xml.attributes().hasAttribute(QLatin1String("type"));
            message.translation =
                xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

std::vector<Message> messages_of(const char* language) {
    QFile file(QStringLiteral(PLUMBLINE_SOURCE_DIR "/ui/translations/plumbline_%1.ts")
                   .arg(QLatin1String(language)));
    std::vector<Message> messages;
    if (!file.open(QIODevice::ReadOnly)) return messages;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == QLatin1String("name")) context = xml.readElementText();
        if (xml.name() == QLatin1String("message")) messages.push_back(read_message(xml, context));
    }
    EXPECT_FALSE(xml.hasError()) << xml.errorString().toStdString();
    return messages;
}

/// What matches, in alphabetical order.
QStringList found_in(const QString& text, const char* pattern) {
    QStringList found;
    for (auto each = QRegularExpression(QLatin1String(pattern)).globalMatch(text); each.hasNext();)
        found << each.next().captured();
    found.sort();
    return found;
}

bool is_key(const QString& text) {
    static const QRegularExpression keys(QStringLiteral("^((Ctrl|Alt|Shift)\\+)+\\w+$"));
    return keys.match(text).hasMatch();
}

class TranslationFile : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        messages = messages_of(GetParam());
        ASSERT_GT(messages.size(), 400U);
    }
    std::vector<Message> messages;
};

TEST_P(TranslationFile, EveryTextIsTranslated) {
    for (const Message& message : messages) {
        EXPECT_TRUE(message.finished) << message.source.toStdString();
        EXPECT_FALSE(message.translation.isEmpty()) << message.source.toStdString();
    }
}

TEST_P(TranslationFile, PlaceholdersAreThoseOfTheSource) {
    const auto is_numbered = [](const QString& text) { return found_in(text, "%(\\d+|n)"); };
    for (const Message& message : messages) {
        // One may be shown twice: the set counts.
        QStringList theirs = is_numbered(message.source), ours = is_numbered(message.translation);
        theirs.removeDuplicates();
        ours.removeDuplicates();
        EXPECT_EQ(ours, theirs) << message.translation.toStdString();
    }
}

TEST_P(TranslationFile, KeysLinesAndMarksAreThoseOfTheSource) {
    for (const Message& message : messages) {
        const std::string said = message.translation.toStdString();
        if (is_key(message.source)) {
            EXPECT_EQ(message.translation, message.source);
        }
        EXPECT_EQ(message.translation.count(u'\n'), message.source.count(u'\n')) << said;
        EXPECT_EQ(message.translation.contains(u'…'), message.source.contains(u'…')) << said;
        for (const char* kept :
             {"Ctrl\\+\\w+", "\\*\\.\\w+", "[×γτ→]", "\\bdB\\b|\\bMB\\b|\\bms\\b"})
            EXPECT_EQ(found_in(message.translation, kept), found_in(message.source, kept)) << said;
    }
}

TEST_P(TranslationFile, AnAcceleratorStandsInBracketsBehindTheWord) {
    int seen = 0;
    for (const Message& message : messages) {
        const qsizetype at = message.source.indexOf(u'&');
        if (at < 0) {
            EXPECT_FALSE(message.translation.contains(u'&')) << message.translation.toStdString();
            continue;
        }
        const QString ending = QStringLiteral("(&%1)").arg(message.source.at(at + 1).toUpper());
        EXPECT_TRUE(message.translation.endsWith(ending)) << message.translation.toStdString();
        ++seen;
    }
    EXPECT_GT(seen, 5);
}

INSTANTIATE_TEST_SUITE_P(Each, TranslationFile, testing::Values("ja", "zh_CN"));

TEST(TranslationFiles, ListTheSameTexts) {
    const auto names = [](const char* language) {
        QStringList all;
        for (const Message& message : messages_of(language))
            all << message.context + u'|' + message.source;
        all.sort();
        return all;
    };
    EXPECT_EQ(names("ja"), names("zh_CN"));
}

}  // namespace
}  // namespace plumbline::ui
