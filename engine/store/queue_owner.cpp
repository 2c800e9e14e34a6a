// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/queue_owner.h"

#include "base/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace plumbline::store {
namespace {

std::filesystem::path lock_of(std::filesystem::path file) {
    file += ".worker";
    return file;
}

/// Over the whole file. It belongs to the open file and not to the process, so that two owners in
/// one process see each other too.
struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

[[noreturn]] void fail(const std::filesystem::path& lock) {
    throw Error(ErrorKind::Failed,
                fmt::format("cannot lock the queue with {}: {}", lock.string(),
                            std::generic_category().message(errno)),
                "check the rights of its folder and the space on that disk");
}

}  // namespace

QueueOwner::QueueOwner(const std::filesystem::path& file) : lock_(lock_of(file)) {
    try_own();
}

QueueOwner::~QueueOwner() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool QueueOwner::try_own() {
    if (owns()) return true;
    std::error_code fault;  // said by open() below
    std::filesystem::create_directories(lock_.parent_path(), fault);
    const int descriptor = ::open(lock_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) fail(lock_);
    struct flock lock = whole_file();
    if (::fcntl(descriptor, F_OFD_SETLK, &lock) != 0) {
        const int why = errno;
        ::close(descriptor);
        errno = why;
        if (why == EAGAIN || why == EACCES) return false;
        fail(lock_);
    }
    const std::string process = fmt::format("{}\n", ::getpid());
    const bool written =
        ::ftruncate(descriptor, 0) == 0 &&
        ::pwrite(descriptor, process.data(), process.size(), 0) == ssize_t(process.size());
    if (!written) {
        const int why = errno;
        ::close(descriptor);
        errno = why;
        fail(lock_);
    }
    descriptor_ = descriptor;
    return true;
}

int QueueOwner::holder(const std::filesystem::path& file) {
    const std::filesystem::path path = lock_of(file);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return 0;  // nobody worked here yet
    struct flock lock = whole_file();
    const bool is_free = ::fcntl(descriptor, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK;
    ::close(descriptor);
    int process = 0;
    if (!is_free) std::ifstream(path) >> process;
    return process;
}

}  // namespace plumbline::store
