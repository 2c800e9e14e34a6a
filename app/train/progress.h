// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

namespace plumbline::train {

/// Prints and logs means over the steps since the last line, and says when a checkpoint is due
/// (every minute).
class Progress {
public:
    /// minutes: ends the training after that long; 0: never.
    Progress(const std::filesystem::path& log,
             std::string name,
             std::int64_t steps,
             double minutes);

    /// Share of the work done: of the steps, or of the time where that ends first. 0..1.
    [[nodiscard]] double fraction(std::int64_t step) const;
    [[nodiscard]] bool out_of_time() const;
    /// Returns true when a checkpoint should be saved.
    bool report(std::int64_t step, std::initializer_list<std::pair<const char*, double>> values);

private:
    [[nodiscard]] double seconds() const;

    std::ofstream log_;
    std::string name_;
    std::int64_t steps_;
    double minutes_;
    std::chrono::steady_clock::time_point start_;
    double last_line_ = 0, last_checkpoint_ = 0;
    std::int64_t since_line_ = 0;
    std::map<std::string, double> sums_;
};

}  // namespace plumbline::train
