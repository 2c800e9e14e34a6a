// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export_settings.h"

#include <nlohmann/json.hpp>

namespace plumbline::tools {
namespace {

using Json = nlohmann::ordered_json;

/// "prompt\nNegative prompt: …\nSteps: …" without all that stands before the last "Steps:"; a
/// prompt may hold a line that begins like that, the settings are one line at the end.
std::string parameters_without_prompt(const std::string& text) {
    constexpr std::string_view kSettings = "Steps: ";
    const std::size_t line = text.rfind("\n" + std::string(kSettings));
    if (line != std::string::npos) return text.substr(line + 1);
    return text.starts_with(kSettings) && text.find('\n') == std::string::npos ? text
                                                                               : std::string();
}

void drop_prompts(Json& record) {
    for (const char* part : {"recipe", "against"}) {
        if (record.contains(part) && record[part].is_object()) drop_prompts(record[part]);
    }
    for (const char* key : {"prompt", "negative"}) record.erase(key);
}

std::string record_without_prompt(const std::string& text) {
    Json record = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!record.is_object()) return {};
    drop_prompts(record);
    return record.dump();
}

}  // namespace

media::Record exported_record(const media::Record& record, api::ExportedSettings settings) {
    switch (settings) {
        case api::ExportedSettings::All: return record;
        case api::ExportedSettings::WithoutPrompt:
            return {.parameters = parameters_without_prompt(record.parameters),
                    .json = record_without_prompt(record.json)};
        case api::ExportedSettings::Nothing: return {};
    }
    return {};
}

media::Record joined_record(media::Record a, const media::Record& b) {
    Json record = Json::parse(a.json, nullptr, /*allow_exceptions=*/false);
    const Json other = Json::parse(b.json, nullptr, /*allow_exceptions=*/false);
    if (!record.is_object() || !other.is_object()) return a;
    record["against"] = other;
    a.json = record.dump();
    return a;
}

}  // namespace plumbline::tools
