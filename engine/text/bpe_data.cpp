// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/bpe_data.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// Far beyond any vocabulary; ids are indices of table rows.
constexpr std::int64_t kMostIds = std::int64_t{1} << 24;
constexpr const char* kDamagedHint = "Get the tokenizer's files again.";

[[noreturn]] void refuse(const std::string& origin,
                         const std::string& what,
                         const char* hint = kDamagedHint) {
    throw Error(ErrorKind::Input, fmt::format("{}: {}", origin, what), hint);
}

json read_object(const fs::path& path) {
    json object = json::parse(base::read_file(path), nullptr, /*allow_exceptions=*/false);
    if (!object.is_object()) {
        refuse(path.string(), "it is not a JSON object, or it is cut short");
    }
    return object;
}

/// object[key], or null when there is none or `object` is none.
const json& field(const json& object, const char* key) {
    static const json nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

std::string text_field(const json& object, const char* key) {
    const json& value = field(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag_field(const json& object, const char* key) {
    const json& value = field(object, key);
    return value.is_boolean() && value.get<bool>();
}

std::int32_t checked_id(const json& value, const std::string& token, const std::string& origin) {
    if (!value.is_number_integer() || value.get<double>() < 0.0 ||
        value.get<double>() >= static_cast<double>(kMostIds)) {
        refuse(origin, fmt::format("the token '{}' has the id {}, which is no row of a vocabulary",
                                   token, value.dump()));
    }
    return value.get<std::int32_t>();
}

void take_vocabulary(const json& vocabulary, BpeData& data) {
    if (!vocabulary.is_object() || vocabulary.empty()) {
        refuse(data.origin, "it holds no vocabulary (tokens and their ids)");
    }
    data.vocabulary.reserve(vocabulary.size());
    for (const auto& [token, id] : vocabulary.items()) {
        data.vocabulary.emplace(token, checked_id(id, token, data.origin));
    }
}

/// "left right" with one blank; nullopt for anything else.
std::optional<std::pair<std::string, std::string>> pair_in(std::string_view line) {
    const std::size_t blank = line.find(' ');
    if (blank == line.npos || blank == 0 || blank + 1 == line.size() ||
        line.find(' ', blank + 1) != line.npos) {
        return std::nullopt;
    }
    return std::pair{std::string(line.substr(0, blank)), std::string(line.substr(blank + 1))};
}

void take_merges(const json& merges, BpeData& data) {
    if (!merges.is_array()) refuse(data.origin, "it holds no merges");
    data.merges.reserve(merges.size());
    for (const json& merge : merges) {
        std::optional<std::pair<std::string, std::string>> pair;
        if (merge.is_string()) pair = pair_in(merge.get_ref<const std::string&>());
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string())
            pair = {merge[0].get<std::string>(), merge[1].get<std::string>()};
        if (!pair) {
            refuse(data.origin, fmt::format("merge {} is not a pair of tokens: {}",
                                            data.merges.size() + 1, merge.dump()));
        }
        data.merges.push_back(*std::move(pair));
    }
}

void take_added_tokens(const json& tokens, BpeData& data) {
    if (!tokens.is_array()) return;
    for (const json& token : tokens) {
        const std::string content = text_field(token, "content");
        if (content.empty()) refuse(data.origin, "an added token has no text");
        data.added.push_back({content, checked_id(field(token, "id"), content, data.origin)});
    }
}

/// The pattern of the first "Split" in a pre-tokenizer, which may be a sequence of several.
std::string split_pattern_in(const json& pre_tokenizer) {
    if (text_field(pre_tokenizer, "type") == "Split") {
        return text_field(field(pre_tokenizer, "pattern"), "Regex");
    }
    const json& parts = field(pre_tokenizer, "pretokenizers");
    if (!parts.is_array()) return {};
    for (const json& part : parts) {
        if (text_field(part, "type") == "Split") return split_pattern_in(part);
    }
    return {};
}

}  // namespace

BpeData read_vocab_and_merges(const fs::path& vocab, const fs::path& merges) {
    BpeData data;
    data.origin = vocab.string();
    take_vocabulary(read_object(vocab), data);
    const std::string content = base::read_file(merges);
    std::string_view rest = content;
    for (int number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest = end == rest.npos ? std::string_view() : rest.substr(end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with("#version")) continue;
        auto pair = pair_in(line);
        if (!pair) {
            refuse(merges.string(),
                   fmt::format("line {} is not a pair of tokens: '{}'", number, line));
        }
        data.merges.push_back(*std::move(pair));
    }
    if (data.merges.empty()) refuse(merges.string(), "it holds no merges");
    // CLIP's files do not say it elsewhere than in their tokens.
    if (data.vocabulary.contains("!</w>")) data.end_of_word = "</w>";
    data.origin = fmt::format("{} with {}", vocab.string(), merges.filename().string());
    return data;
}

BpeData read_tokenizer_json(const fs::path& path) {
    const json root = read_object(path);
    const json& model = field(root, "model");
    BpeData data;
    data.origin = path.string();
    const std::string type = text_field(model, "type");
    // Old files leave the type out.
    if (!type.empty() && type != "BPE") {
        refuse(data.origin, fmt::format("it holds a {} tokenizer, a BPE one is needed", type),
               "Use the tokenizer.json that belongs to the text encoder (CLIP's or LLaMA's).");
    }
    if (!text_field(model, "continuing_subword_prefix").empty()) {
        refuse(data.origin,
               "its tokens carry a prefix inside words, which is not CLIP's or LLaMA's",
               "Use the tokenizer.json that belongs to the text encoder (CLIP's or LLaMA's).");
    }
    take_vocabulary(field(model, "vocab"), data);
    take_merges(field(model, "merges"), data);
    take_added_tokens(field(root, "added_tokens"), data);
    data.end_of_word = text_field(model, "end_of_word_suffix");
    data.whole_words_first = flag_field(model, "ignore_merges");
    data.split_pattern = split_pattern_in(field(root, "pre_tokenizer"));
    return data;
}

}  // namespace plumbline::text
