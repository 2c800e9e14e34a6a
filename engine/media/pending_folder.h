// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

namespace plumbline::media {

/// A folder under construction beside its final name; the counterpart of base::PendingFile. An
/// existing folder is replaced only when overwrite says so and it holds nothing but frames that we
/// wrote.
class PendingFolder {
public:
    /// Throws Error{Usage} when the name is taken, Error{Failed} when it cannot be written.
    PendingFolder(std::filesystem::path folder, bool overwrite);
    ~PendingFolder();  // removes the temporary folder unless committed
    PendingFolder(const PendingFolder&) = delete;
    PendingFolder& operator=(const PendingFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& temporary() const { return temporary_; }
    /// Flushes to disk and renames. Throws Error{Failed}.
    void commit();

private:
    class Lock;
    bool try_rename(unsigned flags);
    void move_aside_and_rename();
    void sync(const std::filesystem::path& folder) const;

    std::filesystem::path final_;
    std::filesystem::path temporary_;
    bool overwrite_;
    std::unique_ptr<Lock> lock_;
};

/// Of a folder of frames: the record once more, as a file of its own.
inline constexpr const char* kSidecar = "record.json";

}  // namespace plumbline::media
