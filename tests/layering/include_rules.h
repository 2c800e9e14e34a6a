// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "layering/source_tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::layering {

/// One folder of sources and what its files may include besides their own folder and std.
/// The table of these is docs/architecture.md, "Who may include whom", line by line.
struct Room {
    std::string_view folder;                  // "engine/cache"
    std::vector<std::string_view> layers;     // folders of the engine
    std::vector<std::string_view> libraries;  // names as library_of() gives them
};

/// One #include line.
struct Include {
    std::string header;
    bool quoted;  // "…" (ours), not <…>
    int line;
};

[[nodiscard]] const std::vector<Room>& rooms();

/// Every #include of a file, those in inactive branches too; commented-out lines do not count.
[[nodiscard]] std::vector<Include> includes_of(std::string_view text);

/// Library that a header in <…> belongs to: "std" (with the system's own headers), "fmt", "aten"
/// (ATen and c10), "torch" (autograd, optimisers), "cuda", "ffmpeg", "qt", …; empty when no library
/// is known.
[[nodiscard]] std::string_view library_of(std::string_view header);

/// Every edge of the file that its room does not allow, as "file:line: what is wrong".
[[nodiscard]] std::vector<std::string> forbidden_edges(const SourceFile& file);

}  // namespace plumbline::layering
