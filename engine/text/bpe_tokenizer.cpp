// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/bpe_tokenizer.h"

#include "base/check.h"
#include "base/error.h"
#include "text/bpe_data.h"
#include "text/bpe_model.h"
#include "text/special_tokens.h"
#include "text/split_pattern.h"
#include "text/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::text {
namespace {

namespace fs = std::filesystem;

constexpr const char* kClipStart = "<|startoftext|>";
constexpr const char* kClipEnd = "<|endoftext|>";
constexpr const char* kLlamaStart = "<|begin_of_text|>";
constexpr const char* kLlamaEnd = "<|end_of_text|>";
constexpr const char* kLlamaPad = "<pad>";
constexpr const char* kClipHint =
    "Use the vocab.json and merges.txt (or tokenizer.json) of openai/clip-vit-large-patch14.";
constexpr const char* kLlamaHint = "Use the tokenizer.json of LLaMA 3.";
// Words of CLIP, of text in lower case, and what its second splitter makes of them: only a spelled
// out mark falls apart. Source: the CLIP tokenizer as Hugging Face keeps it.
constexpr const char* kClipWords =
    R"(<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)";
constexpr const char* kClipInnerWords = R"('s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}+|[^\s\p{L}\p{N}]+)";

bool is_file(const fs::path& path) {
    std::error_code fault;
    return fs::is_regular_file(path, fault);
}

[[noreturn]] void report_missing(const fs::path& place, const char* files, const char* hint) {
    throw Error(ErrorKind::Input, fmt::format("{} holds no {}", place.string(), files), hint);
}

/// A folder may hold both forms: then the two files, which every release has.
BpeData read_clip(const fs::path& place) {
    if (is_file(place)) return read_tokenizer_json(place);
    if (is_file(place / "vocab.json") && is_file(place / "merges.txt")) {
        return read_vocab_and_merges(place / "vocab.json", place / "merges.txt");
    }
    if (is_file(place / "tokenizer.json")) return read_tokenizer_json(place / "tokenizer.json");
    report_missing(place, "vocab.json with merges.txt, and no tokenizer.json", kClipHint);
}

BpeData read_llama(const fs::path& place) {
    if (is_file(place)) return read_tokenizer_json(place);
    if (is_file(place / "tokenizer.json")) return read_tokenizer_json(place / "tokenizer.json");
    report_missing(place, "tokenizer.json", kLlamaHint);
}

/// Ids between the marks of a family, cut and padded.
TokenIds between_marks(std::int64_t start,
                       const std::vector<std::int64_t>& words,
                       std::optional<std::int64_t> end,
                       std::int64_t pad,
                       int max_length) {
    const std::size_t marks = end ? 2 : 1;
    PLUMBLINE_CHECK(max_length >= static_cast<int>(marks), "no room for the marks: max_length {}",
                    max_length);
    const std::size_t room = static_cast<std::size_t>(max_length);
    const std::size_t kept = std::min(words.size(), room - marks);
    TokenIds result;
    result.truncated = kept < words.size();
    result.length = static_cast<int>(kept + marks);
    result.ids.assign(room, pad);
    result.mask.assign(room, 0);
    result.ids.front() = start;
    std::copy_n(words.begin(), kept, result.ids.begin() + 1);
    if (end) result.ids[kept + 1] = *end;
    std::fill_n(result.mask.begin(), kept + marks, 1);
    return result;
}

/// Special tokens that the vocabulary itself lists but no list of added tokens.
void add_mark(BpeData& data, const char* mark) {
    const auto found = data.vocabulary.find(mark);
    const bool listed = std::ranges::any_of(
        data.added, [&](const AddedToken& token) { return token.content == mark; });
    if (!listed && found != data.vocabulary.end()) data.added.push_back({mark, found->second});
}

std::optional<std::int32_t> id_of(const BpeData& data, const char* mark) {
    const auto found = std::ranges::find(data.added, mark, &AddedToken::content);
    return found == data.added.end() ? std::nullopt : std::optional(found->id);
}

std::int32_t required_id(const BpeData& data, const char* mark, const char* hint) {
    if (const auto id = id_of(data, mark)) return *id;
    throw Error(ErrorKind::Input,
                fmt::format("{}: the vocabulary has no token {}", data.origin, mark), hint);
}

class ClipTokenizer final : public Tokenizer {
public:
    explicit ClipTokenizer(const BpeData& data)
        : added_(data.added),
          model_(data),
          words_(kClipWords, data.origin),
          inner_words_(kClipInnerWords, data.origin),
          start_(required_id(data, kClipStart, kClipHint)),
          end_(required_id(data, kClipEnd, kClipHint)) {}

    TokenIds encode(std::string_view text, int max_length) const override {
        // Refuses what is no UTF-8 before anything looks into it.
        (void)decode_utf8(text);
        std::vector<std::int64_t> ids;
        for (const TextPart& part : cut_at_special_tokens(text, added_)) {
            if (part.special) {
                ids.push_back(*part.special);
                continue;
            }
            const std::string clean = encode_utf8(to_lower(to_nfc(decode_utf8(part.text))));
            for (const std::string_view word : words_.split(clean, SplitPattern::Gaps::Drop)) {
                if (!word.starts_with("<|")) {
                    model_.append(word, ids);
                    continue;
                }
                for (const auto inner : inner_words_.split(word, SplitPattern::Gaps::Drop))
                    model_.append(inner, ids);
            }
        }
        return between_marks(start_, ids, end_, end_, max_length);
    }

    int vocabulary_size() const override { return model_.size(); }

private:
    std::vector<AddedToken> added_;
    BpeModel model_;
    SplitPattern words_, inner_words_;
    std::int64_t start_, end_;
};

class LlamaTokenizer final : public Tokenizer {
public:
    explicit LlamaTokenizer(const BpeData& data)
        : added_(data.added),
          model_(data),
          words_(data.split_pattern, data.origin),
          start_(required_id(data, kLlamaStart, kLlamaHint)),
          pad_(id_of(data, kLlamaPad).value_or(required_id(data, kLlamaEnd, kLlamaHint))) {}

    TokenIds encode(std::string_view text, int max_length) const override {
        (void)decode_utf8(text);
        std::vector<std::int64_t> ids;
        for (const TextPart& part : cut_at_special_tokens(text, added_)) {
            if (part.special) {
                ids.push_back(*part.special);
                continue;
            }
            for (const std::string_view word : words_.split(part.text, SplitPattern::Gaps::Keep)) {
                model_.append(word, ids);
            }
        }
        return between_marks(start_, ids, std::nullopt, pad_, max_length);
    }

    int vocabulary_size() const override { return model_.size(); }

private:
    std::vector<AddedToken> added_;
    BpeModel model_;
    SplitPattern words_;
    std::int64_t start_, pad_;
};

}  // namespace

std::unique_ptr<Tokenizer> open_clip_tokenizer(const fs::path& place) {
    BpeData data = read_clip(place);
    if (data.end_of_word != "</w>") {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: its tokens do not mark the ends of words (</w>), so it is not "
                                "CLIP's",
                                data.origin),
                    kClipHint);
    }
    add_mark(data, kClipStart);
    add_mark(data, kClipEnd);
    return std::make_unique<ClipTokenizer>(data);
}

std::unique_ptr<Tokenizer> open_llama_tokenizer(const fs::path& place) {
    const BpeData data = read_llama(place);
    if (!data.end_of_word.empty() || data.split_pattern.empty()) {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: it {}, so it is not LLaMA 3's", data.origin,
                                data.end_of_word.empty() ? "has no pattern for words"
                                                         : "marks the ends of words"),
                    kLlamaHint);
    }
    return std::make_unique<LlamaTokenizer>(data);
}

}  // namespace plumbline::text
