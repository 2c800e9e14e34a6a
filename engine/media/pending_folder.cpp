// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/pending_folder.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <signal.h>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace plumbline::media {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kFolderMode = 0777;  // less the umask

std::string part_name(const fs::path& folder, pid_t process) {
    return fmt::format(".{}.{}.part", folder.filename().string(), process);
}

bool is_ours(const fs::directory_entry& entry) {
    const std::string name = entry.path().filename().string();
    const bool is_frame =
        name.starts_with("frame_") && (name.ends_with(".png") || name.ends_with(".exr"));
    return entry.is_regular_file() && (name == kSidecar || is_frame);
}

/// Replacing a folder deletes it, so it may hold nothing that we did not write.
void require_replaceable(const fs::path& folder, bool overwrite) {
    std::error_code trouble;
    const fs::file_status status = fs::symlink_status(folder, trouble);
    if (!fs::exists(status)) {
        return;
    }
    if (!fs::is_directory(status)) {
        throw Error(ErrorKind::Usage, fmt::format("{} exists and is not a folder", folder.string()),
                    "choose another name");
    }
    if (!overwrite) {
        throw Error(ErrorKind::Usage, fmt::format("{} exists already", folder.string()),
                    "choose another name or pass --overwrite");
    }
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, trouble)) {
        if (!is_ours(entry)) {
            throw Error(ErrorKind::Usage,
                        fmt::format("{} holds other files ({})", folder.string(),
                                    entry.path().filename().string()),
                        "choose another name; only a folder of exported frames is replaced");
        }
    }
    if (trouble) {
        throw base::write_failure(folder, trouble.value());
    }
}

/// A lock that ends with its process, however that ends.
class FolderLock {
public:
    explicit FolderLock(const fs::path& folder)
        : handle_(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
        is_held_ = handle_ >= 0 && flock(handle_, LOCK_EX | LOCK_NB) == 0;
    }
    ~FolderLock() {
        if (handle_ >= 0) {
            close(handle_);
        }
    }
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    [[nodiscard]] bool is_held() const { return is_held_; }

private:
    int handle_;
    bool is_held_ = false;
};

/// Removes what dead processes left of this very output.
void remove_stale_parts(const fs::path& folder, const fs::path& parent) {
    const std::string prefix = fmt::format(".{}.", folder.filename().string());
    std::error_code ignored;  // tidying up only: what cannot be removed stays
    for (const fs::directory_entry& entry : fs::directory_iterator(parent, ignored)) {
        const std::string name = entry.path().filename().string();
        pid_t process = 0;
        if (!name.starts_with(prefix) || !entry.is_directory(ignored)) {
            continue;
        }
        std::from_chars(name.data() + prefix.size(), name.data() + name.size(), process);
        if (process <= 0 || name != part_name(folder, process)) {
            continue;
        }
        const bool is_dead = kill(process, 0) != 0 && errno == ESRCH;
        // In containers a new process often has the number of the dead one.
        if (is_dead || (process == getpid() && FolderLock(entry.path()).is_held())) {
            fs::remove_all(entry.path(), ignored);
        }
    }
}

}  // namespace

class PendingFolder::Lock final : public FolderLock {
public:
    using FolderLock::FolderLock;
};

PendingFolder::PendingFolder(fs::path folder, bool overwrite)
    : final_(std::move(folder)), overwrite_(overwrite) {
    require_replaceable(final_, overwrite_);
    const fs::path parent = final_.has_parent_path() ? final_.parent_path() : fs::path(".");
    remove_stale_parts(final_, parent);
    temporary_ = parent / part_name(final_, getpid());
    if (mkdir(temporary_.c_str(), kFolderMode) != 0) {
        throw errno == EEXIST
            ? Error(ErrorKind::Failed, fmt::format("{} is being written already", final_.string()),
                    "wait for it or choose another name")
            : base::write_failure(final_, errno);
    }
    lock_ = std::make_unique<Lock>(temporary_);
}

PendingFolder::~PendingFolder() {
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);  // after a swap this is the folder that was replaced
}

void PendingFolder::commit() {
    require_replaceable(final_, overwrite_);
    sync(temporary_);
    if (try_rename(RENAME_NOREPLACE) || (overwrite_ && try_rename(RENAME_EXCHANGE))) {
        sync(temporary_.parent_path());
        return;
    }
    move_aside_and_rename();
    sync(temporary_.parent_path());
}

bool PendingFolder::try_rename(unsigned flags) {
    return renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, final_.c_str(), flags) == 0;
}

/// For file systems without renameat2's flags.
void PendingFolder::move_aside_and_rename() {
    fs::path aside = temporary_;
    aside += ".old";
    const bool is_replacing = overwrite_ && fs::exists(final_);
    if (is_replacing && std::rename(final_.c_str(), aside.c_str()) != 0) {
        throw base::write_failure(final_, errno);
    }
    if (std::rename(temporary_.c_str(), final_.c_str()) != 0) {
        const int reason = errno;
        if (is_replacing && std::rename(aside.c_str(), final_.c_str()) != 0) {
            throw Error(ErrorKind::Failed, fmt::format("cannot write {}", final_.string()),
                        fmt::format("the earlier folder is kept as {}", aside.string()));
        }
        throw base::write_failure(final_, reason);
    }
    std::error_code ignored;
    fs::remove_all(aside, ignored);
}

void PendingFolder::sync(const fs::path& folder) const {
    const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_synced = handle >= 0 && fsync(handle) == 0;
    const int reason = errno;
    if (handle >= 0) {
        close(handle);
    }
    if (!is_synced) {
        throw base::write_failure(final_, reason);
    }
}

}  // namespace plumbline::media
