// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/check.h"
#include "base/file.h"

#include <fmt/format.h>
#include <stdio.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <signal.h>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace plumbline::base {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".part";

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

Error name_taken(const fs::path& path) {
    return Error(ErrorKind::Usage, fmt::format("{} exists already", path.string()),
                 "choose another name or allow overwriting");
}

/// The process id in ".<name>.<pid>.part", 0 when the text is no such name.
pid_t owner_of_temporary(std::string_view text, std::string_view name) {
    const std::string prefix = fmt::format(".{}.", name);
    if (!text.starts_with(prefix) || !text.ends_with(kSuffix)) return 0;
    if (text.size() <= prefix.size() + kSuffix.size()) return 0;
    text.remove_prefix(prefix.size());
    text.remove_suffix(kSuffix.size());
    pid_t owner = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), owner);
    return fault == std::errc() && end == text.data() + text.size() && owner > 0 ? owner : 0;
}

/// What a killed run left beside this final name. Failing to remove it harms nothing, so faults are
/// let be.
void remove_stale_temporaries(const fs::path& final_path) {
    std::error_code fault;
    const std::string name = final_path.filename().string();
    fs::directory_iterator entry(folder_of(final_path), fault);
    while (!fault && entry != fs::directory_iterator()) {
        const pid_t owner = owner_of_temporary(entry->path().filename().string(), name);
        const bool is_dead = owner != 0 && ::kill(owner, 0) != 0 && errno == ESRCH;
        std::error_code ignored;
        if (is_dead) fs::remove(entry->path(), ignored);
        entry.increment(fault);
    }
}

void check_final_path(const fs::path& path, bool overwrite) {
    if (!path.has_filename()) {
        throw Error(ErrorKind::Usage, fmt::format("'{}' is not a file name", path.string()),
                    "name a file");
    }
    std::error_code fault;
    const fs::file_status status = fs::status(path, fault);
    if (!fs::exists(status)) return;  // also when unknowable: opening the temporary tells why
    if (!fs::is_regular_file(status)) {
        throw Error(ErrorKind::Usage,
                    fmt::format("{} is {}", path.string(),
                                fs::is_directory(status) ? "a folder" : "not a regular file"),
                    "name a file");
    }
    if (!overwrite) throw name_taken(path);
}

/// Some network and user-space file systems have no fsync; there is nothing more to be done on
/// those.
bool flush_to_disk(int descriptor) {
    return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP;
}

/// final_path: what an error names.
void flush_path(const fs::path& path, int flags, const fs::path& final_path) {
    const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) throw write_failure(final_path, errno);
    const int fault = flush_to_disk(descriptor) ? 0 : errno;
    ::close(descriptor);
    if (fault != 0) throw write_failure(final_path, fault);
}

/// Moves without ever replacing a file. Throws Error{Usage} when there is one.
void move_to_free_name(const fs::path& from, const fs::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
    if (errno == EEXIST) throw name_taken(to);
    if (errno != EINVAL && errno != ENOSYS) throw write_failure(to, errno);
    // File systems without that flag: a hard link does not replace either.
    if (::link(from.c_str(), to.c_str()) != 0) {
        if (errno == EEXIST) throw name_taken(to);
        throw write_failure(to, errno);
    }
    ::unlink(from.c_str());
}

}  // namespace

Error write_failure(const std::filesystem::path& path, int error_number) {
    if (error_number == ENOSPC || error_number == EDQUOT) {
        return Error(ErrorKind::Failed,
                     fmt::format("cannot write {}: no space left on {}", path.string(),
                                 folder_of(path).string()),
                     "free some space");
    }
    const bool is_missing = error_number == ENOENT || error_number == ENOTDIR;
    return Error(
        ErrorKind::Failed,
        fmt::format("cannot write {}: {}", path.string(),
                    std::generic_category().message(error_number)),
        is_missing ? "create the folder first" : "check the folder and who may write there");
}

PendingFile::PendingFile(std::filesystem::path final_path, bool overwrite)
    : final_(std::move(final_path)), overwrite_(overwrite) {
    check_final_path(final_, overwrite_);
    std::error_code fault;
    if (fs::is_symlink(final_, fault) && fs::exists(final_, fault)) final_ = fs::canonical(final_);
    remove_stale_temporaries(final_);
    temporary_ = folder_of(final_) /
                 fmt::format(".{}.{}{}", final_.filename().string(), ::getpid(), kSuffix);
    descriptor_ = ::open(temporary_.c_str(),
                         O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) throw write_failure(final_, errno);
}

PendingFile::~PendingFile() {
    discard();
}

void PendingFile::discard() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    if (!committed_) ::unlink(temporary_.c_str());
}

void PendingFile::append(std::span<const std::byte> bytes) {
    PLUMBLINE_CHECK(descriptor_ >= 0, "append after commit");
    // Linux writes at most about 2 GiB a call.
    constexpr std::size_t kLargestWrite = std::size_t{1} << 30;
    while (!bytes.empty()) {
        const std::size_t wanted = std::min(bytes.size(), kLargestWrite);
        const ssize_t count = ::write(descriptor_, bytes.data(), wanted);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw write_failure(final_, errno);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void PendingFile::commit() {
    PLUMBLINE_CHECK(!committed_, "committed twice");
    // Some file systems tell only at close that the disk is full.
    if (descriptor_ >= 0 && ::close(std::exchange(descriptor_, -1)) != 0) {
        throw write_failure(final_, errno);
    }
    flush_path(temporary_, 0, final_);  // by name: its writer may have replaced the file we opened
    if (overwrite_) {
        if (::rename(temporary_.c_str(), final_.c_str()) != 0) throw write_failure(final_, errno);
    } else {
        move_to_free_name(temporary_, final_);
    }
    committed_ = true;
    flush_path(folder_of(final_), O_DIRECTORY, final_);
}

}  // namespace plumbline::base
