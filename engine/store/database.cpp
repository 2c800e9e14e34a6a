// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include "base/error.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace plumbline::store {
namespace {

// Window and command line may write at once; each write takes milliseconds.
constexpr int kPatienceMs = 5000;

}  // namespace

Database::Database(const std::filesystem::path& file) : file_(file) {
    std::error_code fault;
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), fault);
    if (fault) {
        throw Error(ErrorKind::Failed,
                    fmt::format("cannot make the folder of {}: {}", file.string(), fault.message()),
                    "check the rights of the folder above it");
    }
    if (sqlite3_open_v2(file.c_str(), &handle_,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
                        nullptr) != SQLITE_OK) {
        const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory";
        sqlite3_close(std::exchange(handle_, nullptr));
        throw Error(ErrorKind::Failed, fmt::format("cannot open {}: {}", file.string(), why),
                    "check that the file may be written and the disk is not full");
    }
    sqlite3_busy_timeout(handle_, kPatienceMs);
    try {
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;");
    } catch (...) {
        sqlite3_close(handle_);
        throw;
    }
}

Database::~Database() {
    sqlite3_close(handle_);
}

void Database::fail(std::string_view doing) const {
    const int code = sqlite3_errcode(handle_);
    const char* hint = "close other programs that use it and try again";
    if (code == SQLITE_FULL || code == SQLITE_IOERR) hint = "free space on that disk";
    if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
        hint = "check the rights of the file and its folder";
    if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
        hint = "the file is damaged: move it away and start again; results stay as files";
    throw Error(ErrorKind::Failed,
                fmt::format("{}: cannot {}: {}", file_.string(), doing, sqlite3_errmsg(handle_)),
                hint);
}

void Database::run(const char* statements) {
    if (sqlite3_exec(handle_, statements, nullptr, nullptr, nullptr) != SQLITE_OK) fail("write");
}

std::int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(handle_);
}

int Database::changes() const {
    return sqlite3_changes(handle_);
}

Statement::Statement(Database& database, const char* sql) : database_(database) {
    check(sqlite3_prepare_v2(database.handle_, sql, -1, &handle_, nullptr));
}

Statement::~Statement() {
    sqlite3_finalize(handle_);
}

void Statement::check(int code) {
    if (code != SQLITE_OK) database_.fail("read");
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(handle_, index, value));
    return *this;
}

Statement& Statement::bind(int index, double value) {
    check(sqlite3_bind_double(handle_, index, value));
    return *this;
}

Statement& Statement::bind(int index, std::string_view value) {
    // A view of nothing is an empty text, not a NULL.
    check(sqlite3_bind_text64(handle_, index, value.data() == nullptr ? "" : value.data(),
                              value.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(int index, std::span<const std::uint8_t> value) {
    check(sqlite3_bind_blob64(handle_, index, value.data(), value.size(), SQLITE_TRANSIENT));
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) database_.fail("write");
    return false;
}

void Statement::run() {
    while (step()) {
    }
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_, column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(handle_, column);
}

std::string Statement::text(int column) const {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    return text == nullptr
               ? std::string()
               : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)));
}

std::vector<std::uint8_t> Statement::bytes(int column) const {
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
    return data == nullptr
               ? std::vector<std::uint8_t>()
               : std::vector<std::uint8_t>(data, data + sqlite3_column_bytes(handle_, column));
}

Transaction::Transaction(Database& database) : database_(&database) {
    database.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    if (database_ == nullptr) return;
    try {
        database_->run("ROLLBACK");
    } catch (const Error&) {
        // The failed statement that led here has rolled back already.
        return;
    }
}

void Transaction::commit() {
    database_->run("COMMIT");
    database_ = nullptr;
}

}  // namespace plumbline::store
