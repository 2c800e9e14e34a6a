// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "media/deep_image.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plumbline::media {

/// What stands inside a file beside its pictures.
struct Record {
    std::string parameters;  // one line as other tools write it
    std::string json;        // plumbline/run/v1
};

struct OutputOptions {
    int width = 0, height = 0;
    api::Rational fps{};
    int frames = 0;                   // expected count; 0: unknown
    std::string codec = {};           // an api::ExportFormat's id; empty: by the name's ending
    std::optional<int> quality = {};  // on the format's scale; absent: its usual one
    bool overwrite = false;
    int threads = 0;  // encoder threads; 0: its own choice
};

/// Takes frames in order and makes one file (or a folder of PNGs) of them. Work happens on its own
/// thread with at most 8 frames waiting. Nothing appears under the final name before finish();
/// destruction without finish() leaves nothing behind. The bytes depend on frames, options and
/// record only.
class FrameSink {
public:
    virtual ~FrameSink() = default;
    /// Waits while 8 frames are queued. Throws Error{Failed} as soon as the writer thread met
    /// trouble (disk full: says so).
    virtual void write(std::shared_ptr<const api::Image> frame) = 0;
    /// The same picture in 16 bits a channel. What holds 8 gets it rounded.
    virtual void write_deep(std::shared_ptr<const DeepImage> frame);
    /// Ends the file, embeds the record, flushes and renames.
    virtual void finish(const Record& record) = 0;
};

/// Whether the format keeps more than 8 bits of a DeepImage. format: an api::ExportFormat's id.
[[nodiscard]] bool holds_deep(std::string_view format);

/// Opens an output in the format that api::export_format_for() says. Checks at once that the place
/// can be written and that nothing is overwritten. Throws Error{Usage} for an unknown format, a
/// quality beyond its scale or odd sizes where it needs even ones, Error{Failed} otherwise.
[[nodiscard]] std::unique_ptr<FrameSink> open_output(const std::string& path,
                                                     const OutputOptions& options);

}  // namespace plumbline::media
