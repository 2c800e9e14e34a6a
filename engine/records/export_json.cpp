// SPDX-License-Identifier: GPL-3.0-or-later
#include "records/export_json.h"

#include "base/error.h"
#include "records/name_template.h"
#include "records/text_checks.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <array>
#include <functional>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace plumbline::records {
namespace {

using Json = nlohmann::ordered_json;
using api::ExportComparison;
using api::ExportedSettings;
using api::ExportRequest;
using Form = ExportComparison::Form;

constexpr std::array kSettings{ExportedSettings::All, ExportedSettings::WithoutPrompt,
                               ExportedSettings::Nothing};
constexpr std::array kForms{Form::Wipe, Form::SideBySide, Form::Difference};
constexpr int kMostRepeats = 1000;
constexpr int kMostThreads = 1024;
constexpr double kLargestGain = 255.0;

template <typename Value, std::size_t Count>
Value value_of(const char* what, std::string_view word, const std::array<Value, Count>& all) {
    std::vector<std::string_view> words;
    for (const Value value : all) {
        if (word == name(value)) return value;
        words.emplace_back(name(value));
    }
    throw Error(ErrorKind::Usage, fmt::format("{} '{}' is not possible", what, word),
                fmt::format("choose one of {}", fmt::join(words, ", ")));
}

void check_comparison(const ExportComparison& comparison) {
    if (comparison.other.empty()) {
        throw Error(ErrorKind::Usage, "there is nothing to compare with", "name side B");
    }
    if (!(comparison.divider >= 0 && comparison.divider <= 1)) {
        throw Error(ErrorKind::Usage, fmt::format("divider {} is not possible", comparison.divider),
                    "give the share of the width that A has, 0 to 1");
    }
    if (!(comparison.gain > 0 && comparison.gain <= kLargestGain)) {
        throw Error(ErrorKind::Usage, fmt::format("gain {} is not possible", comparison.gain),
                    fmt::format("give a number above 0, at most {}", kLargestGain));
    }
}

/// One object's fields, each with what takes its value. nlohmann's type errors say what was
/// expected.
using Readers = std::map<std::string, std::function<void(const Json&)>, std::less<>>;

void read_fields(const Json& object, const Readers& readers, std::string_view what) {
    if (!object.is_object())
        throw Error(ErrorKind::Usage, fmt::format("{} is not a JSON object", what), "make it anew");
    for (const auto& [key, value] : object.items()) {
        const auto reader = readers.find(key);
        if (reader == readers.end()) {
            std::vector<std::string_view> known;
            for (const auto& [field, read] : readers) known.emplace_back(field);
            throw Error(ErrorKind::Usage, fmt::format("{} has no field '{}'", what, key),
                        fmt::format("it has {}", fmt::join(known, ", ")));
        }
        if (!value.is_null()) reader->second(value);
    }
}

template <typename T>
auto into(T& target) {
    return [&target](const Json& value) { target = value.get<T>(); };
}

/// A JSON number with a fraction, or beyond an int, is no frame number.
auto into_whole(const char* what, std::function<void(int)> take) {
    return [what, take = std::move(take)](const Json& value) {
        take(parse_int(what, value.dump(), std::numeric_limits<int>::min(),
                       std::numeric_limits<int>::max()));
    };
}

Readers readers_of(ExportComparison& comparison) {
    return {
        {"result", into(comparison.other)},
        {"form",
         [&comparison](const Json& value) { comparison.form = form_of(value.get<std::string>()); }},
        {"divider", into(comparison.divider)},
        {"gain", into(comparison.gain)},
        {"decisions", into(comparison.decisions)},
        {"trace", into(comparison.trace)},
        {"other_trace", into(comparison.other_trace)}};
}

Readers readers_of(ExportRequest& request) {
    return {{"result", into(request.result)},
            {"output", into(request.output)},
            {"codec", into(request.codec)},
            {"quality", into_whole("quality", [&request](int value) { request.quality = value; })},
            {"first", into_whole("first", [&request](int value) { request.first = value; })},
            {"last", into_whole("last", [&request](int value) { request.last = value; })},
            {"ping_pong", into(request.ping_pong)},
            {"repeats", into_whole("repeats", [&request](int value) { request.repeats = value; })},
            {"settings",
             [&request](const Json& value) {
                 request.settings = settings_of(value.get<std::string>());
             }},
            {"overwrite", into(request.overwrite)},
            {"threads", into_whole("threads", [&request](int value) { request.threads = value; })},
            {"against", [&request](const Json& value) {
                 if (!request.comparison) request.comparison.emplace();
                 read_fields(value, readers_of(*request.comparison), "'against'");
             }}};
}

/// Writes what differs from the usual.
template <typename T>
void add(Json& json, const char* name, const T& value, const T& usual) {
    if (value != usual) json[name] = value;
}

Json comparison_form(const ExportComparison& comparison) {
    const ExportComparison usual;
    Json json{{"result", comparison.other}, {"form", name(comparison.form)}};
    add(json, "divider", comparison.divider, usual.divider);
    add(json, "gain", comparison.gain, usual.gain);
    add(json, "decisions", comparison.decisions, usual.decisions);
    add(json, "trace", comparison.trace, usual.trace);
    add(json, "other_trace", comparison.other_trace, usual.other_trace);
    return json;
}

}  // namespace

const char* name(ExportedSettings settings) {
    switch (settings) {
        case ExportedSettings::All: return "all";
        case ExportedSettings::WithoutPrompt: return "no-prompt";
        case ExportedSettings::Nothing: return "none";
    }
    return "all";
}

const char* name(Form form) {
    switch (form) {
        case Form::Wipe: return "wipe";
        case Form::SideBySide: return "side";
        case Form::Difference: return "difference";
    }
    return "side";
}

ExportedSettings settings_of(std::string_view word) {
    return value_of("settings", word, kSettings);
}

Form form_of(std::string_view word) {
    return value_of("form", word, kForms);
}

void check_export(const ExportRequest& request) {
    if (request.result.empty())
        throw Error(ErrorKind::Usage, "there is no result to export", "name its file");
    // What stands for a placeholder changes no ending.
    const api::ExportFormat& format =
        api::export_format_for(expand_name(request.output, {}), request.codec);
    api::check_export_quality(format, request.quality);
    if (request.first < 0 || request.last.value_or(request.first) < request.first) {
        throw Error(ErrorKind::Usage,
                    fmt::format("there is no range from frame {} to {}", request.first,
                                request.last.value_or(request.first)),
                    "count from 0 and give the earlier frame first");
    }
    if (request.repeats < 1 || request.repeats > kMostRepeats) {
        throw Error(ErrorKind::Usage, fmt::format("{} repeats are impossible", request.repeats),
                    fmt::format("use 1 to {}", kMostRepeats));
    }
    if (request.threads < 0 || request.threads > kMostThreads) {
        throw Error(ErrorKind::Usage, fmt::format("{} threads are impossible", request.threads),
                    fmt::format("use 0 (all cores) to {}", kMostThreads));
    }
    if (request.comparison) check_comparison(*request.comparison);
}

void read_export(ExportRequest& request, std::string_view json, const std::string& where) {
    const auto fail = [&where](const std::string& what, const std::string& hint) {
        throw Error(ErrorKind::Input, fmt::format("export {}: {}", where, what), hint);
    };
    try {
        read_fields(Json::parse(json), readers_of(request), "it");
    } catch (const nlohmann::json::parse_error& error) {
        fail(fmt::format("it is not JSON (byte {})", error.byte), "make it anew");
    } catch (const nlohmann::json::exception& error) {
        fail(error.what(), "make it anew");
    } catch (const Error& error) {
        fail(error.message(), error.hint());
    }
}

std::string export_text(const ExportRequest& request) {
    const ExportRequest usual;
    Json json{{"result", request.result}, {"output", request.output}};
    add(json, "codec", request.codec, usual.codec);
    if (request.quality) json["quality"] = *request.quality;
    add(json, "first", request.first, usual.first);
    if (request.last) json["last"] = *request.last;
    add(json, "ping_pong", request.ping_pong, usual.ping_pong);
    add(json, "repeats", request.repeats, usual.repeats);
    if (request.settings != usual.settings) json["settings"] = name(request.settings);
    if (request.comparison) json["against"] = comparison_form(*request.comparison);
    add(json, "overwrite", request.overwrite, usual.overwrite);
    add(json, "threads", request.threads, usual.threads);
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace plumbline::records
