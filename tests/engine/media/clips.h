// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "base/error.h"
#include "media/frame_sink.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace plumbline::media {

using Frames = std::vector<std::shared_ptr<const api::Image>>;

/// A new empty folder, removed with its content at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return (path_ / name).string();
    }
    /// Names of everything inside, hidden files too, in order.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    std::filesystem::path path_;
};

/// Eight flat vertical bars: white, yellow, cyan, green, magenta, red, blue, black at level / 255.
[[nodiscard]] Frames colour_bars(int width, int height, int count, int level = 255);
/// Pictures that hardly compress; the same for the same seed.
[[nodiscard]] Frames noise(int width, int height, int count, unsigned seed = 1);
/// A square that moves over a shaded ground.
[[nodiscard]] Frames moving_square(int width, int height, int count);

/// Japanese, an emoji, quotes, newlines; the JSON is longer than 20 kB.
[[nodiscard]] Record rich_record();

[[nodiscard]] OutputOptions options_for(const Frames& frames, api::Rational fps = {16, 1});
void write_clip(const std::string& path,
                const Frames& frames,
                const OutputOptions& options,
                const Record& record = {});

/// Largest difference of any channel, `margin` pixels off every vertical edge of the bars.
[[nodiscard]] int bar_difference(const api::Image& a, const api::Image& b, int margin);

/// What a shell command prints; empty when it fails.
[[nodiscard]] std::string output_of(const std::string& command);
[[nodiscard]] bool has_program(const std::string& name);
[[nodiscard]] std::string content_of(const std::string& path);

/// The Error that an action throws; a test failure when it throws none.
template <typename Action>
[[nodiscard]] Error error_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return {ErrorKind::Gate, "no error was thrown"};
}

}  // namespace plumbline::media
