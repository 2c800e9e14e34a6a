// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export.h"

#include "base/error.h"
#include "tools/export_order.h"
#include "tools/export_settings.h"
#include "tools/export_source.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <utility>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

const char* name_of(api::ExportedSettings settings) {
    switch (settings) {
        case api::ExportedSettings::All: return "all";
        case api::ExportedSettings::WithoutPrompt: return "no-prompt";
        case api::ExportedSettings::Nothing: return "none";
    }
    return "all";
}

/// Bytes of a file, or of the files in a folder.
std::int64_t size_of(const fs::path& path) {
    std::error_code fault;  // the file was just written; what cannot be asked counts as nothing
    std::int64_t sum = 0;
    if (!fs::is_directory(path, fault)) {
        const auto bytes = fs::file_size(path, fault);
        return fault ? 0 : static_cast<std::int64_t>(bytes);
    }
    for (const auto& entry : fs::directory_iterator(path, fault)) {
        const auto bytes = entry.file_size(fault);
        if (!fault) sum += static_cast<std::int64_t>(bytes);
    }
    return sum;
}

class Export {
public:
    Export(const api::ExportRequest& request, const ExportHooks& hooks)
        : request_(request), hooks_(hooks) {}

    ToolReport run() {
        hooks_.progress(api::Phase::Load, 0, 0);
        const ExportSource source = open_source(request_.result);
        hooks_.checkpoint();
        const std::vector<int> order =
            export_order(request_, static_cast<int>(source.frames.size()));
        write(source, order);
        return report(source, static_cast<int>(order.size()));
    }

private:
    void write(const ExportSource& source, const std::vector<int>& order) const {
        const int total = static_cast<int>(order.size());
        const auto sink =
            media::open_output(request_.output, {.width = source.frames.front()->width,
                                                 .height = source.frames.front()->height,
                                                 .fps = source.fps,
                                                 .frames = total,
                                                 .codec = request_.codec,
                                                 .quality = request_.quality,
                                                 .overwrite = request_.overwrite});
        for (int done = 0; done < total; ++done) {
            hooks_.checkpoint();
            hooks_.progress(api::Phase::Export, done, total);
            sink->write(
                source.frames[static_cast<std::size_t>(order[static_cast<std::size_t>(done)])]);
        }
        hooks_.checkpoint();
        sink->finish(exported_record(source.record, request_.settings));
        hooks_.progress(api::Phase::Export, total, total);
    }

    [[nodiscard]] ToolReport report(const ExportSource& source, int frames) const {
        const api::Image& picture = *source.frames.front();
        const std::string codec =
            request_.codec.empty() ? api::export_format_of(request_.output)->id : request_.codec;
        const double seconds = static_cast<double>(frames) * source.fps.den / source.fps.num;
        const std::int64_t bytes = size_of(request_.output);
        ToolReport report;
        report.json = Json{{"output", request_.output},
                           {"format", codec},
                           {"width", picture.width},
                           {"height", picture.height},
                           {"frames", frames},
                           {"fps", fmt::format("{}/{}", source.fps.num, source.fps.den)},
                           {"seconds", seconds},
                           {"bytes", bytes},
                           {"settings", name_of(request_.settings)}}
                          .dump();
        report.lines.push_back(fmt::format("wrote {} ({}, {}x{}, {} frames, {:.1f} s, {:.2f} MB)",
                                           request_.output, api::find_export_format(codec)->title,
                                           picture.width, picture.height, frames, seconds,
                                           static_cast<double>(bytes) / 1e6));
        return report;
    }

    const api::ExportRequest& request_;
    const ExportHooks& hooks_;
};

}  // namespace

ToolReport export_result(const api::ExportRequest& request, const ExportHooks& hooks) {
    return Export(request, hooks).run();
}

}  // namespace plumbline::tools
