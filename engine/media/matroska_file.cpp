// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/matroska_file.h"

#include <bit>
#include <cstdint>
#include <optional>

namespace plumbline::media {
namespace {

// RFC 8794: an element is an ID, a size and as many bytes. Leading zeros of a number's first byte
// say how many bytes follow it.
constexpr std::string_view kHeader = "\x1A\x45\xDF\xA3";
constexpr std::string_view kSegment = "\x18\x53\x80\x67";

struct Size {
    std::uint64_t value = 0;
    std::size_t bytes = 0;  // that it takes itself
    bool is_known = true;
};

std::optional<Size> size_at(std::string_view bytes, std::size_t at) {
    if (at >= bytes.size()) return std::nullopt;
    const auto first = static_cast<std::uint8_t>(bytes[at]);
    const auto length = static_cast<std::size_t>(std::countl_zero(first)) + 1;
    if (length > 8 || bytes.size() - at < length) return std::nullopt;
    std::uint64_t value = first & (0xFFU >> length);
    for (std::size_t byte = 1; byte < length; ++byte)
        value = value << 8 | static_cast<std::uint8_t>(bytes[at + byte]);
    const std::uint64_t unknown = (std::uint64_t{1} << (7 * length)) - 1;
    return Size{.value = value, .bytes = length, .is_known = value != unknown};
}

}  // namespace

bool is_cut_matroska(std::string_view bytes) {
    if (!bytes.starts_with(kHeader)) return false;
    const std::optional<Size> header = size_at(bytes, kHeader.size());
    if (!header) return true;
    const std::uint64_t segment = kHeader.size() + header->bytes + header->value;
    if (segment >= bytes.size() || bytes.size() - segment < kSegment.size()) return true;
    if (bytes.substr(segment, kSegment.size()) != kSegment) return false;
    const std::optional<Size> size = size_at(bytes, segment + kSegment.size());
    if (!size) return true;
    const std::uint64_t begin = segment + kSegment.size() + size->bytes;
    return size->is_known && bytes.size() - begin < size->value;
}

}  // namespace plumbline::media
