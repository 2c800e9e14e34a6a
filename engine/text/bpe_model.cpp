// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/bpe_model.h"

#include "base/error.h"
#include "text/unicode.h"

#include <fmt/format.h>

#include <algorithm>
#include <queue>
#include <tuple>

namespace plumbline::text {
namespace {

constexpr const char* kHint = "Use the tokenizer's files as they were published together.";

/// The printable character that stands for each byte: itself where it is printable in Latin-1, the
/// others in their order from U+0100 on. Source: the byte-level BPE of GPT-2.
std::array<std::string, 256> make_byte_symbols() {
    std::array<std::string, 256> symbols;
    char32_t next = 0x100;
    for (char32_t byte = 0; byte < 256; ++byte) {
        const bool printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) ||
                               (byte >= 0xae && byte <= 0xff);
        const char32_t symbol = printable ? byte : next++;
        symbols[byte] = encode_utf8({&symbol, 1});
    }
    return symbols;
}

const std::array<std::string, 256>& byte_symbols() {
    static const std::array<std::string, 256> symbols = make_byte_symbols();
    return symbols;
}

std::uint64_t key_of(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint64_t>(left) << 32) | static_cast<std::uint32_t>(right);
}

/// A token of the word that is being put together, in a list by position.
struct Symbol {
    std::int32_t id = 0;
    int before = -1, after = -1;  // positions of the neighbours; -1: none
    bool gone = false;            // merged into the one before it
};

/// Two neighbours that may become one.
struct Candidate {
    std::int32_t rank = 0;
    int position = 0;  // of the left one
    std::int32_t id = 0;

    bool operator>(const Candidate& other) const {
        return std::tie(rank, position) > std::tie(other.rank, other.position);
    }
};

}  // namespace

BpeModel::BpeModel(const BpeData& data)
    : vocabulary_(data.vocabulary),
      end_of_word_(data.end_of_word),
      whole_words_first_(data.whole_words_first) {
    take_bytes(data);
    take_merges(data);
    std::int32_t greatest = 0;
    for (const auto& [token, id] : vocabulary_) greatest = std::max(greatest, id);
    for (const AddedToken& token : data.added) greatest = std::max(greatest, token.id);
    size_ = greatest + 1;
}

void BpeModel::take_bytes(const BpeData& data) {
    for (std::size_t byte = 0; byte < byte_symbols().size(); ++byte) {
        const std::string& symbol = byte_symbols()[byte];
        const auto inner = find(symbol);
        const auto last = find(symbol + end_of_word_);
        if (!inner || !last) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: the vocabulary has no token '{}' for byte 0x{:02x}, so it "
                                    "is not a byte-level one",
                                    data.origin, inner ? symbol + end_of_word_ : symbol, byte),
                        kHint);
        }
        inner_[byte] = *inner;
        last_[byte] = *last;
    }
}

void BpeModel::take_merges(const BpeData& data) {
    merges_.reserve(data.merges.size());
    std::int32_t rank = 0;
    for (const auto& [left, right] : data.merges) {
        for (const std::string& token : {left, right, left + right}) {
            if (find(token)) continue;
            throw Error(ErrorKind::Input,
                        fmt::format("{}: merge {} ('{} {}') needs the token '{}', which the "
                                    "vocabulary lacks",
                                    data.origin, rank + 1, left, right, token),
                        kHint);
        }
        merges_[key_of(*find(left), *find(right))] = {rank++, *find(left + right)};
    }
}

std::optional<std::int32_t> BpeModel::find(const std::string& token) const {
    const auto found = vocabulary_.find(token);
    return found == vocabulary_.end() ? std::nullopt : std::optional(found->second);
}

const BpeModel::Merge* BpeModel::merge_of(std::int32_t left, std::int32_t right) const {
    const auto found = merges_.find(key_of(left, right));
    return found == merges_.end() ? nullptr : &found->second;
}

std::optional<std::int32_t> BpeModel::whole_word(std::string_view word) const {
    std::string spelled;
    for (const char c : word) spelled += byte_symbols()[static_cast<unsigned char>(c)];
    return find(spelled + end_of_word_);
}

void BpeModel::append(std::string_view word, std::vector<std::int64_t>& ids) const {
    if (word.empty()) return;
    if (whole_words_first_) {
        if (const auto id = whole_word(word)) return ids.push_back(*id);
    }
    std::vector<Symbol> symbols(word.size());
    const int length = static_cast<int>(word.size());
    for (int i = 0; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(word[static_cast<std::size_t>(i)]);
        const bool is_last = i + 1 == length;
        symbols[i] = {is_last ? last_[byte] : inner_[byte], i - 1, is_last ? -1 : i + 1};
    }
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
    const auto consider = [&](int left) {
        if (left < 0 || symbols[left].after < 0) return;
        const Merge* merge = merge_of(symbols[left].id, symbols[symbols[left].after].id);
        if (merge != nullptr) candidates.push({merge->rank, left, merge->id});
    };
    for (int i = 0; i < length; ++i) consider(i);
    while (!candidates.empty()) {
        const Candidate best = candidates.top();
        candidates.pop();
        Symbol& left = symbols[best.position];
        if (left.gone || left.after < 0) continue;
        Symbol& right = symbols[left.after];
        // Either may have become another token since it was noted.
        const Merge* merge = merge_of(left.id, right.id);
        if (merge == nullptr || merge->id != best.id) continue;
        left.id = best.id;
        right.gone = true;
        left.after = right.after;
        if (right.after >= 0) symbols[right.after].before = best.position;
        consider(left.before);
        consider(best.position);
    }
    for (int i = 0; i >= 0; i = symbols[i].after) ids.push_back(symbols[i].id);
}

}  // namespace plumbline::text
