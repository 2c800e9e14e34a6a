// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::base {

/// A whole file mapped read-only and privately. Kept alive by shared_ptr wherever a view of it lives.
/// Source of every zero-copy weight.
class MappedFile {
public:
    /// Throws Error{Input} when the file is missing, unreadable, not a regular file.
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] std::span<const std::byte> bytes() const { return {data_, size_}; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    MappedFile() = default;
    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
    std::filesystem::path path_;
};

/// A file under construction: written beside its final name and moved there only by commit(), so that a
/// kill, a full disk or an error never leaves a half-written file under the final name.
/// The temporary name is ".<name>.<pid>.part"; stale ones of dead processes are removed on the way.
class PendingFile {
public:
    /// overwrite false: throws Error{Usage} when the final name exists already (checked again at commit).
    /// Throws Error{Failed} when the folder is missing or unwritable.
    PendingFile(std::filesystem::path final_path, bool overwrite);
    ~PendingFile();  // removes the temporary file unless committed
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    /// Where to write.
    [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
    /// Flushes to disk and renames. Throws Error{Failed}.
    void commit();

private:
    std::filesystem::path final_;
    std::filesystem::path temporary_;
    bool overwrite_;
    bool committed_ = false;
};

/// Whole content of a (small) text or binary file. Throws Error{Input} beyond limit_bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::size_t limit_bytes = std::size_t{64} << 20);
/// Writes through a PendingFile.
void write_file(const std::filesystem::path& path, std::string_view content, bool overwrite);
/// Lower-case hexadecimal SHA-256 of a file or of bytes.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);
[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);

}  // namespace plumbline::base
