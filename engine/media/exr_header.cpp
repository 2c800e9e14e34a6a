// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/exr_header.h"

#include "base/check.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

namespace plumbline::media {
namespace {

// OpenEXR file layout (openexr.com): magic, version, attributes {name 0, type 0, size, value}, 0,
// a table of where each block begins, the blocks. All numbers little-endian.
constexpr std::size_t kFixedBytes = 8;
// Rows of a block by compression: none, RLE, ZIPS, ZIP, PIZ, PXR24, B44, B44A, DWAA, DWAB.
constexpr std::array<int, 10> kBlockRows{1, 1, 1, 16, 32, 16, 32, 32, 32, 256};
constexpr std::uint32_t kOtherKinds = 0x1A00;  // flags of the version: tiles, deep data, parts
constexpr std::size_t kBlockHeadBytes = 8;     // row, size
constexpr const char* kParameters = "parameters";
constexpr const char* kRecord = "plumbline";
constexpr const char* kFrameRate = "framesPerSecond";

// BT.709's red, green, blue and white, x and y each.
constexpr std::array<float, 8> kPrimaries{0.64F, 0.33F, 0.30F,   0.60F,
                                          0.15F, 0.06F, 0.3127F, 0.3290F};

template <typename Value>
std::string bytes_of(const Value& value) {
    std::string bytes(sizeof(value), '\0');
    std::memcpy(bytes.data(), &value, sizeof(value));
    return bytes;
}

template <typename Value>
Value value_of(std::string_view bytes) {
    Value value{};
    std::memcpy(&value, bytes.data(), sizeof(value));
    return value;
}

std::string attribute(std::string_view name, std::string_view type, std::string_view value) {
    std::string text(name);
    text += '\0';
    text += type;
    text += '\0';
    text += bytes_of(static_cast<std::int32_t>(value.size()));
    return text.append(value);
}

struct Attribute {
    std::string_view name, type, value;
};

/// Walks a header; every step checks what is left.
class Header {
public:
    explicit Header(std::string_view exr) : exr_(exr) {}

    /// The next one; nothing at the end of the header or at damage.
    std::optional<Attribute> next() {
        Attribute found;
        std::size_t at = position_;
        std::int32_t size = 0;
        if (!take_word(at, found.name) || found.name.empty() || !take_word(at, found.type) ||
            exr_.size() - at < sizeof(size)) {
            return std::nullopt;
        }
        size = value_of<std::int32_t>(exr_.substr(at, sizeof(size)));
        at += sizeof(size);
        if (size < 0 || exr_.size() - at < static_cast<std::size_t>(size)) return std::nullopt;
        found.value = exr_.substr(at, static_cast<std::size_t>(size));
        position_ = at + found.value.size();
        return found;
    }
    /// Behind the attributes taken so far.
    [[nodiscard]] std::size_t position() const { return position_; }

private:
    bool take_word(std::size_t& at, std::string_view& word) const {
        const std::size_t end = at <= exr_.size() ? exr_.find('\0', at) : std::string_view::npos;
        if (end == std::string_view::npos) return false;
        word = exr_.substr(at, end - at);
        at = end + 1;
        return true;
    }

    std::string_view exr_;
    std::size_t position_ = kFixedBytes;
};

std::string new_attributes(api::Rational fps, const Record& record) {
    std::string added = attribute("chromaticities", "chromaticities", bytes_of(kPrimaries));
    added +=
        attribute(kFrameRate, "rational", bytes_of(std::array<std::int32_t, 2>{fps.num, fps.den}));
    if (!record.parameters.empty()) added += attribute(kParameters, "string", record.parameters);
    if (!record.json.empty()) added += attribute(kRecord, "string", record.json);
    return added;
}

/// Of a file of rows: where the table of its blocks begins, and how many there are.
struct Layout {
    std::size_t table = 0, blocks = 0;
};

/// Nothing when the header or the table is cut.
std::optional<Layout> layout_of(std::string_view exr) {
    if (exr.size() < kFixedBytes) return std::nullopt;
    Header header(exr);
    std::int64_t rows = 0;
    std::size_t compression = kBlockRows.size();
    while (const auto found = header.next()) {
        if (found->name == "dataWindow" && found->value.size() == 4 * sizeof(std::int32_t)) {
            const auto window = value_of<std::array<std::int32_t, 4>>(found->value);
            rows = std::int64_t{window[3]} - window[1] + 1;
        } else if (found->name == "compression" && found->value.size() == 1) {
            compression = static_cast<std::uint8_t>(found->value.front());
        }
    }
    const std::size_t end = header.position();
    if (rows <= 0 || compression >= kBlockRows.size() || end >= exr.size() || exr[end] != '\0')
        return std::nullopt;
    const std::int64_t block_rows = kBlockRows[compression];
    const auto blocks = static_cast<std::size_t>((rows + block_rows - 1) / block_rows);
    if ((exr.size() - end - 1) / sizeof(std::uint64_t) < blocks) return std::nullopt;
    return Layout{.table = end + 1, .blocks = blocks};
}

std::uint64_t place_of(std::string_view exr, const Layout& layout, std::size_t block) {
    return value_of<std::uint64_t>(
        exr.substr(layout.table + block * sizeof(std::uint64_t), sizeof(std::uint64_t)));
}

}  // namespace

std::string with_exr_attributes(std::string_view exr, api::Rational fps, const Record& record) {
    const std::optional<Layout> layout = layout_of(exr);
    PLUMBLINE_CHECK(layout, "the encoder made no OpenEXR file of rows");
    const std::string added = new_attributes(fps, record);
    std::string result(exr.substr(0, layout->table - 1));
    result += added;
    result += '\0';
    for (std::size_t block = 0; block < layout->blocks; ++block)
        result += bytes_of(place_of(exr, *layout, block) + added.size());
    return result.append(exr.substr(layout->table + layout->blocks * sizeof(std::uint64_t)));
}

bool is_whole_exr(std::string_view exr) {
    if (exr.size() < kFixedBytes) return false;
    if ((value_of<std::uint32_t>(exr.substr(4, 4)) & kOtherKinds) != 0) return true;
    const std::optional<Layout> layout = layout_of(exr);
    if (!layout) return false;
    for (std::size_t block = 0; block < layout->blocks; ++block) {
        const std::uint64_t place = place_of(exr, *layout, block);
        if (place > exr.size() || exr.size() - place < kBlockHeadBytes) return false;
        const auto size = value_of<std::uint32_t>(exr.substr(place + 4, 4));
        if (exr.size() - place - kBlockHeadBytes < size) return false;
    }
    return true;
}

ExrAttributes scan_exr(std::string_view exr) {
    ExrAttributes result;
    Header header(exr);
    while (const auto found = header.next()) {
        if (found->type == "string" && found->name == kParameters) {
            result.record.parameters = found->value;
        } else if (found->type == "string" && found->name == kRecord) {
            result.record.json = found->value;
        } else if (found->name == kFrameRate && found->type == "rational" &&
                   found->value.size() == sizeof(std::array<std::int32_t, 2>)) {
            const auto rate = value_of<std::array<std::int32_t, 2>>(found->value);
            if (rate[0] > 0 && rate[1] > 0) result.fps = {rate[0], rate[1]};
        }
    }
    return result;
}

}  // namespace plumbline::media
