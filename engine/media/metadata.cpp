// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/metadata.h"

extern "C" {
#include <libavutil/dict.h>
}

#include "base/check.h"

#include <cstdint>
#include <new>

namespace plumbline::media {
namespace {

constexpr const char* kCommentKey = "comment";
constexpr const char* kParametersKey = "parameters";
constexpr const char* kRecordKey = "plumbline";
constexpr std::string_view kGifRecordPrefix = "plumbline=";

// GIF89a specification, sections 15 to 26.
constexpr std::size_t kGifHeaderBytes = 13;  // signature, logical screen descriptor
constexpr std::size_t kGifImageBytes = 10;
constexpr std::size_t kSubBlockBytes = 255;
constexpr std::uint8_t kGifExtension = 0x21;
constexpr std::uint8_t kGifImage = 0x2C;
constexpr std::uint8_t kGifTrailer = 0x3B;
constexpr std::uint8_t kGifComment = 0xFE;
constexpr std::uint8_t kGifApplication = 0xFF;

void add_tag(AVDictionary** tags, const char* key, const std::string& text) {
    if (!text.empty() && av_dict_set(tags, key, text.c_str(), 0) < 0) {
        throw std::bad_alloc();
    }
}

std::string tag(const AVDictionary* tags, const char* key) {
    const AVDictionaryEntry* entry = av_dict_get(tags, key, nullptr, 0);
    return entry == nullptr ? std::string() : std::string(entry->value);
}

/// Walks the blocks of a GIF; every step checks what is left.
class GifBlocks {
public:
    explicit GifBlocks(std::string_view gif) : gif_(gif) {}

    /// Past the header and the global palette; false when this is no GIF.
    bool skip_header() {
        if (!gif_.starts_with("GIF8") || gif_.size() < kGifHeaderBytes) {
            return false;
        }
        position_ = kGifHeaderBytes + palette_bytes(byte(10));
        return position_ <= gif_.size();
    }
    [[nodiscard]] std::size_t position() const { return position_; }
    [[nodiscard]] bool at_extension(std::uint8_t label) const {
        return has(2) && byte(position_) == kGifExtension && byte(position_ + 1) == label;
    }
    [[nodiscard]] bool at_trailer() const { return has(1) && byte(position_) == kGifTrailer; }
    /// Past the block here; what an extension holds is added to content. False at the end or at
    /// damage.
    bool skip_block(std::string* content) {
        if (has(2) && byte(position_) == kGifExtension) {
            position_ += 2;
            return skip_sub_blocks(content);
        }
        if (has(kGifImageBytes) && byte(position_) == kGifImage) {
            position_ += kGifImageBytes + palette_bytes(byte(position_ + 9)) + 1;
            return skip_sub_blocks(nullptr);
        }
        return false;
    }

private:
    [[nodiscard]] bool has(std::size_t count) const {
        return position_ <= gif_.size() && gif_.size() - position_ >= count;
    }
    [[nodiscard]] std::uint8_t byte(std::size_t at) const {
        return static_cast<std::uint8_t>(gif_[at]);
    }
    static std::size_t palette_bytes(std::uint8_t packed) {
        return (packed & 0x80) == 0 ? 0 : std::size_t{3} << ((packed & 7) + 1);
    }
    bool skip_sub_blocks(std::string* content) {
        while (has(1)) {
            const std::size_t count = byte(position_++);
            if (count == 0) {
                return true;
            }
            if (!has(count)) {
                return false;
            }
            if (content != nullptr) {
                content->append(gif_.substr(position_, count));
            }
            position_ += count;
        }
        return false;
    }

    std::string_view gif_;
    std::size_t position_ = 0;
};

std::string comment_extension(std::string_view text) {
    std::string block{static_cast<char>(kGifExtension), static_cast<char>(kGifComment)};
    while (!text.empty()) {
        const std::string_view part = text.substr(0, kSubBlockBytes);
        block += static_cast<char>(part.size());
        block += part;
        text.remove_prefix(part.size());
    }
    block += '\0';
    return block;
}

}  // namespace

void add_container_tags(AVDictionary** tags, const Record& record) {
    add_tag(tags, kCommentKey, record.parameters);
    add_tag(tags, kRecordKey, record.json);
}

Record record_of_tags(const AVDictionary* tags) {
    return {.parameters = tag(tags, kCommentKey), .json = tag(tags, kRecordKey)};
}

std::vector<TextChunk> text_chunks_of(const Record& record) {
    std::vector<TextChunk> chunks;
    if (!record.parameters.empty()) {
        chunks.push_back({kParametersKey, record.parameters});
    }
    if (!record.json.empty()) {
        chunks.push_back({kRecordKey, record.json});
    }
    return chunks;
}

Record record_of_chunks(std::span<const TextChunk> chunks) {
    Record record;
    for (const TextChunk& chunk : chunks) {
        if (chunk.key == kParametersKey) {
            record.parameters = chunk.text;
        } else if (chunk.key == kRecordKey) {
            record.json = chunk.text;
        }
    }
    return record;
}

std::string with_gif_comments(std::string_view gif, const Record& record) {
    GifBlocks blocks(gif);
    PLUMBLINE_CHECK(blocks.skip_header(), "the encoder made no GIF");
    // The loop count comes first: some players look for it right after the header only.
    while (blocks.at_extension(kGifApplication)) {
        PLUMBLINE_CHECK(blocks.skip_block(nullptr), "the encoder made a damaged GIF");
    }
    std::string result(gif.substr(0, blocks.position()));
    // Readers that keep one comment keep the last: the one meant for people.
    if (!record.json.empty()) {
        result += comment_extension(std::string(kGifRecordPrefix) + record.json);
    }
    if (!record.parameters.empty()) {
        result += comment_extension(record.parameters);
    }
    result += gif.substr(blocks.position());
    return result;
}

GifContent scan_gif(std::string_view gif) {
    GifContent result;
    GifBlocks blocks(gif);
    bool more = blocks.skip_header();
    while (more) {
        const bool is_comment = blocks.at_extension(kGifComment);
        std::string content;
        result.is_whole = blocks.at_trailer();
        more = blocks.skip_block(is_comment ? &content : nullptr);
        if (!is_comment || !more) {
            continue;
        }
        if (content.starts_with(kGifRecordPrefix)) {
            result.record.json = content.substr(kGifRecordPrefix.size());
        } else if (result.record.parameters.empty()) {
            result.record.parameters = content;
        }
    }
    return result;
}

}  // namespace plumbline::media
