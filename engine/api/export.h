// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plumbline::api {

/// One kind of file that a finished result can be exported as.
struct ExportFormat {
    const char* id;      // as --codec takes it: "h264"
    const char* title;   // "MP4 (H.264)"
    const char* ending;  // of the name, lower case: ".mp4"; "/": a folder of numbered pictures
    const char* help;    // what it is good for, in a sentence
    /// The encoder's own scale, best first; equal ends: there is nothing to choose.
    int best_quality = 0, worst_quality = 0, usual_quality = 0;
    bool needs_even_sides = false;
    bool holds_one_picture = false;
};

/// Every format, the usual one first; of those that share an ending the first is meant by it.
[[nodiscard]] std::span<const ExportFormat> export_formats();
/// Null when there is none of that id.
[[nodiscard]] const ExportFormat* find_export_format(std::string_view id);
/// What an output's name stands for when no codec is named; null for an unknown ending.
[[nodiscard]] const ExportFormat* export_format_of(std::string_view output);

/// What an output will be: the codec named, else by the name's ending. Throws Error{Usage} for an
/// unknown codec or ending and for a name that does not end as its format does.
[[nodiscard]] const ExportFormat& export_format_for(const std::string& output,
                                                    const std::string& codec);
/// Throws Error{Usage} for a quality that the format's scale does not have.
void check_export_quality(const ExportFormat& format, const std::optional<int>& quality);

/// How much of the settings the file will hold.
enum class ExportedSettings { All, WithoutPrompt, Nothing };

/// The clip against another one, as layout Compare shows them.
struct ExportComparison {
    enum class Form { Wipe, SideBySide, Difference };
    Form form = Form::SideBySide;
    std::string other;        // side B: as ExportRequest::result
    double divider = 0.5;     // Wipe: share of the width that A has
    double gain = 1.0;        // Difference: what colours apart are multiplied by
    bool decisions = false;   // burn both decision lanes in; needs both traces
    std::string trace;        // of side A, .jsonl; empty: beside the result
    std::string other_trace;  // of side B
};

/// Makes a file of a finished result without generating again.
struct ExportRequest {
    /// A clip, a picture, a folder of pictures, or latents (.safetensors), which are decoded anew:
    /// exact where the clip's own file is lossy.
    std::string result;
    /// Ends as its format asks for; '/' for a folder of pictures. Placeholders such as {seed} are
    /// filled in from the result's record (records/name_template.h); {{ and }} are braces.
    std::string output;
    std::string codec;           // an ExportFormat's id; empty: by the output's ending
    std::optional<int> quality;  // on the format's scale
    int first = 0;               // frames of the result, both inclusive
    std::optional<int> last;     // absent: to the end
    bool ping_pong = false;      // there and back again, without showing the turning frames twice
    int repeats = 1;             // how often the range is played
    ExportedSettings settings = ExportedSettings::All;
    std::optional<ExportComparison> comparison;
    bool overwrite = false;
    int threads = 0;  // for the decoding of latents; 0: all cores
};

}  // namespace plumbline::api
