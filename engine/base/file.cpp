// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/file.h"

#include "base/sha256.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace plumbline::base {
namespace {

Error read_failure(const std::filesystem::path& path, int error_number) {
    const char* hint = error_number == EACCES || error_number == EPERM ? "check who may read it"
                                                                       : "check the path";
    return Error(ErrorKind::Input,
                 fmt::format("cannot read {}: {}", path.string(),
                             std::generic_category().message(error_number)),
                 hint);
}

/// A file open for reading, closed on every way out.
class ReadDescriptor {
public:
    explicit ReadDescriptor(const std::filesystem::path& path)
        : path_(path), descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        if (descriptor_ < 0) throw read_failure(path, errno);
    }
    ~ReadDescriptor() { ::close(descriptor_); }
    ReadDescriptor(const ReadDescriptor&) = delete;
    ReadDescriptor& operator=(const ReadDescriptor&) = delete;

    [[nodiscard]] int get() const { return descriptor_; }

    /// Up to limit bytes; 0 at the end of the file.
    [[nodiscard]] std::size_t read(void* destination, std::size_t limit) const {
        while (true) {
            const ssize_t count = ::read(descriptor_, destination, limit);
            if (count >= 0) return static_cast<std::size_t>(count);
            if (errno != EINTR) throw read_failure(path_, errno);
        }
    }

private:
    std::filesystem::path path_;
    int descriptor_;
};

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
    // Asked before opening: opening a pipe would wait for its writer.
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) throw read_failure(path, errno);
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is {}", path.string(),
                                S_ISDIR(status.st_mode) ? "a folder" : "not a regular file"),
                    "name a file");
    }
    const ReadDescriptor file(path);
    if (::fstat(file.get(), &status) != 0) throw read_failure(path, errno);

    std::shared_ptr<MappedFile> mapped(new MappedFile());
    mapped->path_ = path;
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) return mapped;  // mmap refuses an empty range
    void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (address == MAP_FAILED) throw read_failure(path, errno);
    mapped->data_ = static_cast<const std::byte*>(address);
    mapped->size_ = size;
    return mapped;
}

MappedFile::~MappedFile() {
    if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

std::string read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
    const ReadDescriptor file(path);
    std::string content;
    std::vector<char> piece(std::size_t{64} << 10);
    while (const std::size_t count = file.read(piece.data(), piece.size())) {
        if (count > limit_bytes - content.size()) {
            throw Error(ErrorKind::Input,
                        fmt::format("{} is larger than the {} bytes expected here at most",
                                    path.string(), limit_bytes),
                        "check that it is the right file");
        }
        content.append(piece.data(), count);
    }
    return content;
}

void write_file(const std::filesystem::path& path, std::string_view content, bool overwrite) {
    PendingFile pending(path, overwrite);
    pending.append(std::as_bytes(std::span(content)));
    pending.commit();
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code fault;
    std::filesystem::directory_iterator entry(folder, fault);
    while (!fault && entry != std::filesystem::directory_iterator()) {
        names.push_back(entry->path().filename().string());
        entry.increment(fault);
    }
    if (fault) throw read_failure(folder, fault.value());
    std::ranges::sort(names);
    return names;
}

std::string sha256_of_file(const std::filesystem::path& path) {
    const ReadDescriptor file(path);
    Sha256 digest;
    std::vector<std::byte> piece(std::size_t{1} << 20);
    while (const std::size_t count = file.read(piece.data(), piece.size())) {
        digest.update(std::span(piece).first(count));
    }
    return digest.finish();
}

std::string sha256(std::span<const std::byte> bytes) {
    Sha256 digest;
    digest.update(bytes);
    return digest.finish();
}

}  // namespace plumbline::base
