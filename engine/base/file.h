// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::base {

/// The error for a failed write: Error{Failed} that says which file, why (error_number is an errno
/// value) and what to do; a full disk says so.
[[nodiscard]] Error write_failure(const std::filesystem::path& path, int error_number);

/// A whole file mapped read-only and privately. Kept alive by shared_ptr wherever a view of it
/// lives. Source of every zero-copy weight.
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

/// A file under construction: written beside its final name and moved there only by commit(), so
/// that a kill, a full disk or an error never leaves a half-written file under the final name. The
/// temporary name is ".<name>.<pid>.part"; stale ones of dead processes are removed on the way. A
/// final name that is a symbolic link means the file it points to. One per final name at a time in
/// a process.
class PendingFile {
public:
    /// overwrite false: throws Error{Usage} when the final name exists already (checked again at
    /// commit, which never replaces a file that came up meanwhile). Throws Error{Usage} when it is
    /// a folder or a device. Throws Error{Failed} when the folder is missing or unwritable.
    PendingFile(std::filesystem::path final_path, bool overwrite);
    ~PendingFile();  // removes the temporary file unless committed
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    /// Where to write, for writers that open files themselves. Exists already, empty.
    [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
    /// Adds bytes at the end, instead of writing through temporary(). Throws Error{Failed}.
    void append(std::span<const std::byte> bytes);
    /// Flushes to disk and renames. Throws Error{Failed}; Error{Usage} when the name was taken
    /// meanwhile.
    void commit();

private:
    void discard();

    std::filesystem::path final_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;  // of the temporary file, open until commit
    bool overwrite_;
    bool committed_ = false;
};

/// Whole content of a (small) text or binary file. Throws Error{Input} beyond limit_bytes.
[[nodiscard]] std::string read_file(const std::filesystem::path& path,
                                    std::size_t limit_bytes = std::size_t{64} << 20);
/// Writes through a PendingFile.
void write_file(const std::filesystem::path& path, std::string_view content, bool overwrite);
/// Names in a folder (files and folders, not the path), sorted. Throws Error{Input} when it cannot
/// be read.
[[nodiscard]] std::vector<std::string> names_in(const std::filesystem::path& folder);
/// Lower-case hexadecimal SHA-256 of a file or of bytes.
[[nodiscard]] std::string sha256_of_file(const std::filesystem::path& path);
[[nodiscard]] std::string sha256(std::span<const std::byte> bytes);

}  // namespace plumbline::base
