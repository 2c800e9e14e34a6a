// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/xmp_packet.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

namespace plumbline::media {
namespace {

constexpr std::string_view kTextOpen = "<rdf:li xml:lang=\"x-default\">";
constexpr std::string_view kTextClose = "</rdf:li>";
constexpr std::string_view kRecordOpen = "<plumbline:record>";
constexpr std::string_view kRecordClose = "</plumbline:record>";
constexpr std::string_view kRateOpen = "<plumbline:fps>";
constexpr std::string_view kRateClose = "</plumbline:fps>";
constexpr std::string_view kCountOpen = "<plumbline:frames>";
constexpr std::string_view kCountClose = "</plumbline:frames>";

/// As XML text. Control characters are written by number, so that readers do not take a line break
/// for a blank.
std::string escaped(std::string_view text) {
    std::string xml;
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == '&' || letter == '<' || letter == '>' || code < 0x20)
            xml += fmt::format("&#{};", static_cast<int>(code));
        else
            xml += letter;
    }
    return xml;
}

/// The other way; also the names that other programs write these characters by.
std::string unescaped(std::string_view xml) {
    std::string text;
    while (!xml.empty()) {
        const std::size_t end = xml.front() == '&' ? xml.find(';') : std::string_view::npos;
        if (end == std::string_view::npos) {
            text += xml.front();
            xml.remove_prefix(1);
            continue;
        }
        const std::string_view name = xml.substr(1, end - 1);
        int code = 0;
        if (name.starts_with('#'))
            std::from_chars(name.data() + 1, name.data() + name.size(), code);
        if (name == "amp") code = '&';
        if (name == "lt") code = '<';
        if (name == "gt") code = '>';
        if (name == "quot") code = '"';
        if (name == "apos") code = '\'';
        if (code > 0 && code < 0x80)
            text += static_cast<char>(code);
        else
            text += xml.substr(0, end + 1);
        xml.remove_prefix(end + 1);
    }
    return text;
}

std::string between(std::string_view text, std::string_view open, std::string_view close) {
    const std::size_t begin = text.find(open);
    if (begin == std::string_view::npos) return {};
    const std::size_t first = begin + open.size();
    const std::size_t end = text.find(close, first);
    return end == std::string_view::npos ? std::string()
                                         : unescaped(text.substr(first, end - first));
}

}  // namespace

std::string xmp_packet(const XmpContent& content) {
    std::string inside;
    if (!content.record.parameters.empty()) {
        inside += fmt::format("<dc:description><rdf:Alt>{}{}{}</rdf:Alt></dc:description>",
                              kTextOpen, escaped(content.record.parameters), kTextClose);
    }
    if (!content.record.json.empty())
        inside += fmt::format("{}{}{}", kRecordOpen, escaped(content.record.json), kRecordClose);
    if (content.fps)
        inside +=
            fmt::format("{}{}/{}{}", kRateOpen, content.fps->num, content.fps->den, kRateClose);
    if (content.frames > 0)
        inside += fmt::format("{}{}{}", kCountOpen, content.frames, kCountClose);
    return fmt::format(
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
        "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:plumbline=\"plumbline:run/v1\">{}</rdf:Description></rdf:RDF></x:xmpmeta>",
        inside);
}

XmpContent read_xmp(std::string_view packet) {
    const std::string count = between(packet, kCountOpen, kCountClose);
    int frames = 0;
    std::from_chars(count.data(), count.data() + count.size(), frames);
    return {.record = {.parameters = between(packet, kTextOpen, kTextClose),
                       .json = between(packet, kRecordOpen, kRecordClose)},
            .fps = parse_rate(between(packet, kRateOpen, kRateClose)),
            .frames = frames};
}

std::optional<api::Rational> parse_rate(std::string_view text) {
    api::Rational rate;
    const char* end = text.data() + text.size();
    const auto [slash, trouble] = std::from_chars(text.data(), end, rate.num);
    if (trouble != std::errc() || slash == end || *slash != '/') return std::nullopt;
    const auto [rest, more_trouble] = std::from_chars(slash + 1, end, rate.den);
    if (more_trouble != std::errc() || rest != end || rate.num <= 0 || rate.den <= 0)
        return std::nullopt;
    return rate;
}

}  // namespace plumbline::media
