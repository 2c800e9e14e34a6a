// SPDX-License-Identifier: GPL-3.0-or-later
#include "api/facade_loader.h"

#include "base/error.h"

#include <fmt/format.h>

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <string>
#include <system_error>

namespace plumbline::api {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLibrary = "libplumbline_engine.so";
constexpr const char* kSymbol = "plumbline_create_backend";

[[noreturn]] void fail(const std::string& what) {
    throw Error(ErrorKind::Failed, what,
                "install plumbline again, or name the library in PLUMBLINE_ENGINE");
}

/// The path to open. A bare name leaves the search to the loader.
std::string find_library() {
    if (const char* named = std::getenv("PLUMBLINE_ENGINE"); named != nullptr && *named != '\0') {
        return named;
    }
    std::error_code ignored;  // without /proc the loader's own path remains
    const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    if (!folder.empty()) {
        for (const char* place : {"../lib/plumbline", "../lib", "."}) {
            const fs::path candidate = (folder / place / kLibrary).lexically_normal();
            if (fs::exists(candidate, ignored)) return candidate.string();
        }
    }
    return kLibrary;
}

}  // namespace

std::unique_ptr<Backend> load_backend() {
    const std::string path = find_library();
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) fail(fmt::format("cannot open the engine library: {}", dlerror()));
    void* symbol = dlsym(library, kSymbol);
    if (symbol == nullptr)
        fail(fmt::format("{} is not an engine library: it lacks {}", path, kSymbol));
    const auto create = reinterpret_cast<CreateBackend>(symbol);
    std::unique_ptr<Backend> backend(create(kFacadeVersion));
    if (backend == nullptr) fail(fmt::format("the engine library {} is of another build", path));
    return backend;
}

}  // namespace plumbline::api
