// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/zip_directory.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace plumbline::tensor_io {
namespace {

constexpr std::uint32_t kLocalSignature = 0x04034b50;
constexpr std::uint32_t kCentralSignature = 0x02014b50;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEnd64Signature = 0x06064b50;
constexpr std::uint32_t kEnd64LocatorSignature = 0x07064b50;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEnd64Bytes = 56;
constexpr std::size_t kEnd64LocatorBytes = 20;
constexpr std::size_t kLongestComment = 0xffff;
constexpr std::uint16_t kEncryptedFlag = 1;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kZip64Extra = 1;
// A 32- or 16-bit field that holds this has its value in the zip64 record.
constexpr std::uint64_t kSee64 = 0xffffffff;
constexpr std::uint64_t kSee64Count = 0xffff;

[[noreturn]] void fail(const std::filesystem::path& path,
                       const std::string& what,
                       const char* hint = "the file is damaged or cut short; get it again") {
    throw Error(ErrorKind::Input, fmt::format("{}: {}", path.string(), what), hint);
}

/// Bytes of the archive; every access is checked.
class Bytes {
public:
    Bytes(std::span<const std::byte> bytes, const std::filesystem::path& path)
        : bytes_(bytes), path_(path) {}

    [[nodiscard]] std::size_t size() const { return bytes_.size(); }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    [[nodiscard]] Bytes slice(std::uint64_t offset, std::uint64_t count) const {
        if (offset > bytes_.size() || count > bytes_.size() - offset) {
            fail(path_, "the zip directory points outside the file");
        }
        return {bytes_.subspan(offset, count), path_};
    }
    [[nodiscard]] std::uint64_t number(std::size_t offset, std::size_t count) const {
        const Bytes field = slice(offset, count);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            value |= std::to_integer<std::uint64_t>(field.bytes_[i]) << (8 * i);
        }
        return value;
    }
    [[nodiscard]] std::uint16_t u16(std::size_t offset) const {
        return static_cast<std::uint16_t>(number(offset, 2));
    }
    [[nodiscard]] std::uint32_t u32(std::size_t offset) const {
        return static_cast<std::uint32_t>(number(offset, 4));
    }
    [[nodiscard]] std::uint64_t u64(std::size_t offset) const { return number(offset, 8); }
    [[nodiscard]] std::string_view text() const {
        return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
    }

private:
    std::span<const std::byte> bytes_;
    const std::filesystem::path& path_;
};

struct Directory {
    std::uint64_t offset = 0;
    std::uint64_t bytes = 0;
    std::uint64_t count = 0;
};

/// The end record is the last thing in the file but for a comment of known length.
std::size_t find_end_record(const Bytes& file) {
    if (file.size() < kEndBytes) fail(file.path(), "too short for a zip archive");
    const std::size_t last = file.size() - kEndBytes;
    const std::size_t first = last > kLongestComment ? last - kLongestComment : 0;
    for (std::size_t offset = last + 1; offset-- > first;) {
        if (file.u32(offset) != kEndSignature) continue;
        if (offset + kEndBytes + file.u16(offset + 20) == file.size()) return offset;
    }
    fail(file.path(), "the end of the zip archive is missing");
}

Directory find_directory(const Bytes& file) {
    const std::size_t end = find_end_record(file);
    if (file.u16(end + 4) != file.u16(end + 6)) {
        fail(file.path(), "it is one part of a split zip archive", "join the parts first");
    }
    const Directory directory{
        .offset = file.u32(end + 16), .bytes = file.u32(end + 12), .count = file.u16(end + 10)};
    const bool is_large =
        directory.offset == kSee64 || directory.bytes == kSee64 || directory.count == kSee64Count;
    if (!is_large || end < kEnd64LocatorBytes) return directory;
    const Bytes locator = file.slice(end - kEnd64LocatorBytes, kEnd64LocatorBytes);
    // 65535 files are no proof of a zip64 archive; without a locator the 16-bit number was meant.
    if (locator.u32(0) != kEnd64LocatorSignature) return directory;
    const Bytes end64 = file.slice(locator.u64(8), kEnd64Bytes);
    if (end64.u32(0) != kEnd64Signature) fail(file.path(), "the zip64 end record is missing");
    return {.offset = end64.u64(48), .bytes = end64.u64(40), .count = end64.u64(32)};
}

/// Sizes and place of one file; the 64-bit values stand in an extra field in this order, those only
/// that the 32-bit fields leave out.
struct Place {
    std::uint64_t bytes = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t local_header = 0;
};

void apply_zip64(const Bytes& extra, Place& place) {
    std::size_t at = 0;
    while (at + 4 <= extra.size()) {
        const std::uint16_t id = extra.u16(at);
        const Bytes field = extra.slice(at + 4, extra.u16(at + 2));
        at += 4 + field.size();
        if (id != kZip64Extra) continue;
        std::size_t next = 0;
        for (std::uint64_t* value : {&place.bytes, &place.packed_bytes, &place.local_header}) {
            if (*value != kSee64) continue;
            *value = field.u64(next);
            next += 8;
        }
        return;
    }
}

ZipEntry locate(const Bytes& file, const Bytes& header, std::string_view name, const Bytes& extra) {
    if ((header.u16(8) & kEncryptedFlag) != 0) {
        fail(file.path(), fmt::format("{} is encrypted", in_quotes(name)), "unlock it first");
    }
    if (header.u16(10) != kStored) {
        fail(file.path(), fmt::format("{} is compressed", in_quotes(name)),
             "torch.save never compresses; save it again with torch.save");
    }
    Place place{
        .bytes = header.u32(24), .packed_bytes = header.u32(20), .local_header = header.u32(42)};
    apply_zip64(extra, place);
    if (place.bytes != place.packed_bytes) {
        fail(file.path(), fmt::format("{} has two different sizes", in_quotes(name)));
    }
    const Bytes local = file.slice(place.local_header, kLocalBytes);
    const std::size_t name_bytes = local.u16(26);
    const bool is_same = local.u32(0) == kLocalSignature && name_bytes == name.size() &&
                         file.slice(place.local_header + kLocalBytes, name_bytes).text() == name;
    if (!is_same) {
        fail(file.path(), fmt::format("{} is not where the directory says", in_quotes(name)));
    }
    const std::uint64_t begin = place.local_header + kLocalBytes + name_bytes + local.u16(28);
    static_cast<void>(file.slice(begin, place.bytes));  // throws when it is cut off
    return {.offset = begin, .bytes = place.bytes};
}

}  // namespace

std::map<std::string, ZipEntry> read_zip_directory(const base::MappedFile& mapped) {
    const Bytes file(mapped.bytes(), mapped.path());
    const Directory place = find_directory(file);
    const Bytes directory = file.slice(place.offset, place.bytes);
    std::map<std::string, ZipEntry> entries;
    std::uint64_t count = 0;
    std::size_t at = 0;
    while (at < directory.size()) {
        const Bytes header = directory.slice(at, kCentralBytes);
        if (header.u32(0) != kCentralSignature) fail(file.path(), "the zip directory is garbled");
        const Bytes name = directory.slice(at + kCentralBytes, header.u16(28));
        const Bytes extra = directory.slice(at + kCentralBytes + name.size(), header.u16(30));
        at += kCentralBytes + name.size() + extra.size() + header.u16(32);
        ++count;
        const ZipEntry entry = locate(file, header, name.text(), extra);
        if (!entries.emplace(name.text(), entry).second) {
            fail(file.path(), fmt::format("{} is in the archive twice", in_quotes(name.text())));
        }
    }
    if (count != place.count) {
        fail(file.path(),
             fmt::format("the zip directory lists {} files instead of {}", count, place.count));
    }
    return entries;
}

}  // namespace plumbline::tensor_io
