// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

namespace plumbline::train {
namespace {

constexpr double kLineSeconds = 20.0;
constexpr double kCheckpointSeconds = 60.0;

}  // namespace

Progress::Progress(const std::filesystem::path& log,
                   std::string name,
                   std::int64_t steps,
                   double minutes)
    : log_(log, std::ios::app),
      name_(std::move(name)),
      steps_(steps),
      minutes_(minutes),
      start_(std::chrono::steady_clock::now()) {}

double Progress::seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
}

double Progress::fraction(std::int64_t step) const {
    const double by_steps =
        static_cast<double>(step) / static_cast<double>(std::max<std::int64_t>(1, steps_));
    const double by_time = minutes_ > 0 ? seconds() / (minutes_ * 60.0) : 0.0;
    return std::clamp(std::max(by_steps, by_time), 0.0, 1.0);
}

bool Progress::out_of_time() const {
    return minutes_ > 0 && seconds() > minutes_ * 60.0;
}

bool Progress::report(std::int64_t step,
                      std::initializer_list<std::pair<const char*, double>> values) {
    ++since_line_;
    for (const auto& [key, value] : values) sums_[key] += value;
    const double now = seconds();
    if (now - last_line_ >= kLineSeconds) {
        std::string line =
            fmt::format("{} step {} of {}, {:.2f} steps/s, {:.0f} s:", name_, step, steps_,
                        static_cast<double>(since_line_) / (now - last_line_), now);
        for (const auto& [key, sum] : sums_) {
            line += fmt::format(" {} {:.5g}", key, sum / static_cast<double>(since_line_));
        }
        fmt::print(stderr, "{}\n", line);
        log_ << line << '\n' << std::flush;
        last_line_ = now;
        since_line_ = 0;
        sums_.clear();
    }
    if (now - last_checkpoint_ < kCheckpointSeconds) return false;
    last_checkpoint_ = now;
    return true;
}

}  // namespace plumbline::train
