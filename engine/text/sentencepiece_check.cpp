// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/sentencepiece_check.h"

#include <cstdint>
#include <cstring>
#include <optional>

namespace plumbline::text {
namespace {

// Field numbers of sentencepiece_model.proto: ModelProto and NormalizerSpec.
constexpr std::uint64_t kNormalizerSpec = 3;
constexpr std::uint64_t kDenormalizerSpec = 5;
constexpr std::uint64_t kCharacterMap = 2;

/// A walk over the fields of one protocol buffer message.
class Fields {
public:
    explicit Fields(std::string_view message) : rest_(message) {}

    /// Moves to the next field; false at the end or where the message is malformed.
    bool next() {
        if (rest_.empty()) return false;
        const auto tag = number();
        if (!tag) return fail();
        field_ = *tag >> 3U;
        content_ = {};
        switch (*tag & 7U) {
            case 0: return number().has_value() || fail();
            case 1: return skip(8);
            case 2: {
                const auto length = number();
                return length ? skip(*length) : fail();
            }
            case 5: return skip(4);
            default: return fail();
        }
    }
    [[nodiscard]] std::uint64_t field() const { return field_; }
    [[nodiscard]] std::string_view content() const { return content_; }
    [[nodiscard]] bool malformed() const { return malformed_; }

private:
    std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<unsigned char>(rest_.front());
            rest_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) return value;
        }
        return std::nullopt;
    }
    bool skip(std::uint64_t length) {
        if (length > rest_.size()) return fail();
        content_ = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return true;
    }
    bool fail() {
        malformed_ = true;
        return false;
    }

    std::string_view rest_;
    std::string_view content_;
    std::uint64_t field_ = 0;
    bool malformed_ = false;
};

std::uint32_t word_at(std::string_view bytes, std::size_t index) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + index * sizeof value, sizeof value);
    return value;  // little-endian in the file, as on every machine that we build for
}

/// The trie is a double array of 32-bit units: the node at i has its children at i ^ offset ^
/// character, its value at i ^ offset. The top bit marks values, which are never walked on from.
bool trie_stays_inside(std::string_view trie, std::size_t text_bytes) {
    const std::size_t units = trie.size() / sizeof(std::uint32_t);
    for (std::size_t i = 0; i < units; ++i) {
        const std::uint32_t unit = word_at(trie, i);
        if ((unit >> 31U) != 0 && i != 0) {
            if ((unit & 0x7fffffffU) >= text_bytes) return false;
            continue;
        }
        const std::size_t offset = std::size_t{unit >> 10U} << ((unit & (1U << 9U)) >> 6U);
        if (((i ^ offset) | 0xffU) >= units) return false;
        // What is read as a value must be one; a child's unit would be an offset beyond the text.
        const bool has_value = ((unit >> 8U) & 1U) != 0;
        if (has_value && (word_at(trie, i ^ offset) & 0x7fffffffU) >= text_bytes) return false;
    }
    return true;
}

/// map: size of the trie in bytes, the trie, then the replacement texts, each ended by a zero byte.
bool character_map_is_sound(std::string_view map) {
    if (map.empty()) return true;
    if (map.size() < sizeof(std::uint32_t)) return false;
    const std::size_t trie_bytes = word_at(map, 0);
    map.remove_prefix(sizeof(std::uint32_t));
    if (trie_bytes == 0 || trie_bytes % sizeof(std::uint32_t) != 0 || trie_bytes >= map.size()) {
        return false;
    }
    return map.back() == '\0' &&
           trie_stays_inside(map.substr(0, trie_bytes), map.size() - trie_bytes);
}

}  // namespace

bool normalizer_is_sound(std::string_view model) {
    Fields outer(model);
    while (outer.next()) {
        if (outer.field() != kNormalizerSpec && outer.field() != kDenormalizerSpec) continue;
        Fields inner(outer.content());
        while (inner.next()) {
            if (inner.field() == kCharacterMap && !character_map_is_sound(inner.content())) {
                return false;
            }
        }
        if (inner.malformed()) return false;
    }
    return !outer.malformed();
}

}  // namespace plumbline::text
