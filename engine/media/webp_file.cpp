// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/webp_file.h"

#include "base/check.h"
#include "media/xmp_packet.h"

#include <cstdint>
#include <utility>

namespace plumbline::media {
namespace {

// WebP container specification: RIFF, size, WEBP, then chunks {name, size, content, padding to an
// even length}; all numbers little-endian.
constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kChunkBytes = 8;
constexpr std::size_t kExtendedBytes = 10;  // of VP8X: flags, 24 bits nothing, width, height
constexpr std::size_t kFrameBytes = 16;     // of ANMF before the frame's own chunks
constexpr char kHasXmp = 0x04;
constexpr char kHasAlpha = 0x10;

std::string number(std::uint32_t value, int bytes) {
    std::string text;
    for (int byte = 0; byte < bytes; ++byte)
        text += static_cast<char>((value >> (8 * byte)) & 0xFF);
    return text;
}

std::uint32_t number(std::string_view bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int byte = 0; byte < count; ++byte) {
        const auto next = static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(byte)]);
        value |= static_cast<std::uint32_t>(next) << (8 * byte);
    }
    return value;
}

std::string chunk(std::string_view name, std::string_view content) {
    std::string text(name);
    text += number(static_cast<std::uint32_t>(content.size()), 4);
    text += content;
    if (content.size() % 2 != 0) text += '\0';
    return text;
}

std::string riff(std::string_view chunks) {
    return "RIFF" + number(static_cast<std::uint32_t>(chunks.size() + 4), 4) + "WEBP" +
           std::string(chunks);
}

std::string extended(char flags, int width, int height) {
    return chunk("VP8X", number(static_cast<std::uint8_t>(flags), 4) +
                             number(static_cast<std::uint32_t>(width - 1), 3) +
                             number(static_cast<std::uint32_t>(height - 1), 3));
}

struct Chunk {
    std::string_view name, content;
    std::string_view all;  // with name, size and padding
};

/// Walks chunks; every step checks what is left.
class Chunks {
public:
    explicit Chunks(std::string_view bytes) : rest_(bytes) {}

    /// False at the end or where one is cut.
    bool next(Chunk& found) {
        if (rest_.size() < kChunkBytes) return false;
        const std::size_t size = number(rest_, 4, 4);
        if (rest_.size() - kChunkBytes < size) return false;
        found = {.name = rest_.substr(0, 4),
                 .content = rest_.substr(kChunkBytes, size),
                 .all = rest_.substr(0, kChunkBytes + size + size % 2)};
        rest_.remove_prefix(found.all.size());
        return true;
    }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

WebpFrame frame_of(std::string_view content) {
    WebpFrame frame;
    frame.x = 2 * static_cast<int>(number(content, 0, 3));
    frame.y = 2 * static_cast<int>(number(content, 3, 3));
    frame.width = static_cast<int>(number(content, 6, 3)) + 1;
    frame.height = static_cast<int>(number(content, 9, 3)) + 1;
    frame.duration_ms = static_cast<int>(number(content, 12, 3));
    const std::uint32_t flags = number(content, 15, 1);
    frame.is_blended = (flags & 2) == 0;
    frame.is_disposed = (flags & 1) != 0;
    const std::string_view own = content.substr(kFrameBytes);
    const bool has_alpha = own.starts_with("ALPH");
    frame.file = riff((has_alpha ? extended(kHasAlpha, frame.width, frame.height) : std::string()) +
                      std::string(own));
    return frame;
}

}  // namespace

std::string with_webp_record(std::string_view webp, const Record& record, const WebpFacts& facts) {
    PLUMBLINE_CHECK(is_webp(webp), "the encoder made no WebP");
    std::string chunks(webp.substr(kHeaderBytes));
    // A picture alone may lack the chunk that says what else there is.
    if (!chunks.starts_with("VP8X")) chunks = extended(0, facts.width, facts.height) + chunks;
    PLUMBLINE_CHECK(chunks.size() >= kChunkBytes + kExtendedBytes, "the encoder made a cut WebP");
    chunks[kChunkBytes] = static_cast<char>(chunks[kChunkBytes] | kHasXmp);
    return riff(
        chunks +
        chunk("XMP ", xmp_packet({.record = record, .fps = facts.fps, .frames = facts.frames})));
}

bool is_webp(std::string_view bytes) {
    return bytes.size() >= kHeaderBytes && bytes.starts_with("RIFF") &&
           bytes.substr(8, 4) == "WEBP";
}

WebpContent scan_webp(std::string_view webp) {
    WebpContent content;
    const std::size_t size = number(webp, 4, 4);
    Chunks chunks(webp.substr(kHeaderBytes));
    for (Chunk found; chunks.next(found);) {
        if (found.name == "VP8X" && found.content.size() >= kExtendedBytes) {
            content.width = static_cast<int>(number(found.content, 4, 3)) + 1;
            content.height = static_cast<int>(number(found.content, 7, 3)) + 1;
        } else if (found.name == "ANMF" && found.content.size() >= kFrameBytes) {
            content.frames.push_back(frame_of(found.content));
        } else if (found.name == "XMP ") {
            XmpContent texts = read_xmp(found.content);
            content.record = std::move(texts.record);
            content.fps = texts.fps;
            content.count = texts.frames;
        }
    }
    content.is_whole = webp.size() >= size + kChunkBytes && chunks.at_end();
    return content;
}

}  // namespace plumbline::media
