// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace plumbline::store {

/// One SQLite file, opened in WAL mode so that a kill at any moment loses no finished write and
/// another program may read meanwhile. Every fault is Error{Failed} with the file's name.
class Database {
public:
    explicit Database(const std::filesystem::path& file);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Statements without parameters and without results.
    void run(const char* statements);
    [[nodiscard]] std::int64_t last_id() const;
    /// Rows that the last statement changed.
    [[nodiscard]] int changes() const;
    [[noreturn]] void fail(std::string_view doing) const;

private:
    friend class Statement;
    std::filesystem::path file_;
    sqlite3* handle_ = nullptr;
};

/// A prepared statement: bind from 1, step, read columns from 0.
class Statement {
public:
    Statement(Database& database, const char* sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    Statement& bind(int index, std::int64_t value);
    Statement& bind(int index, double value);
    Statement& bind(int index, std::string_view value);
    Statement& bind(int index, std::span<const std::uint8_t> value);
    /// The next row; false when there is none.
    bool step();
    /// For statements without rows.
    void run();
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] std::vector<std::uint8_t> bytes(int column) const;

private:
    void check(int code);

    Database& database_;
    sqlite3_stmt* handle_ = nullptr;
};

/// Everything between construction and commit() happens, or nothing.
class Transaction {
public:
    explicit Transaction(Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    Database* database_;
};

}  // namespace plumbline::store
