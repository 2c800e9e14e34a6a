// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/export.h"

#include "base/error.h"
#include "base/file.h"
#include "media/pending_folder.h"
#include "records/export_json.h"
#include "records/name_template.h"
#include "tools/decision_panel.h"
#include "tools/export_comparison.h"
#include "tools/export_order.h"
#include "tools/export_settings.h"
#include "tools/export_source.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

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

/// Says at once what cannot be written later: made and dropped.
void check_place(const std::string& output, bool overwrite) {
    if (output.ends_with('/')) {
        media::PendingFolder(fs::path(output).lexically_normal().parent_path(), overwrite);
    } else {
        base::PendingFile(output, overwrite);
    }
}

/// The pattern filled in; {number} is the first that is free.
std::string named_output(const api::ExportRequest& request,
                         const api::ExportFormat& format,
                         const media::Record& record) {
    records::NameValues values = records::name_values(record.json);
    values["codec"] = format.id;
    const bool is_counted = records::names_field(request.output, "number");
    for (int number = 1;; ++number) {
        values["number"] = std::to_string(number);
        std::string name = records::expand_name(request.output, values);
        std::error_code fault;  // what cannot be looked at is reported by whoever writes it
        if (!is_counted || !fs::exists(name, fault)) return name;
    }
}

class Export {
public:
    Export(const api::ExportRequest& request, const ExportHooks& hooks)
        : request_(request),
          hooks_{.checkpoint = hooks.checkpoint,
                 .progress = hooks.progress,
                 .warn =
                     [this, &hooks](const std::string& text) {
                         warnings_.push_back(text);
                         hooks.warn(text);
                     }},
          format_(api::export_format_for(records::expand_name(request.output, {}), request.codec)) {
    }

    ToolReport run() {
        records::check_export(request_);
        const bool is_pattern = records::literal_name(request_.output) != request_.output;
        if (!is_pattern) name_output();
        hooks_.progress(api::Phase::Load, 0, 0);
        const bool deep = !request_.comparison && media::holds_deep(format_.id);
        a_ = open_source(request_.result, {.deep = deep, .threads = request_.threads}, hooks_);
        record_ = a_.record;
        if (is_pattern) name_output();
        int count = static_cast<int>(a_.frames.size());
        if (request_.comparison) count = open_other(*request_.comparison);
        const std::vector<int> order = export_order(request_, count);
        write(order);
        return report(static_cast<int>(order.size()));
    }

private:
    /// Before frames are decoded where the name needs no record.
    void name_output() {
        output_ = named_output(request_, format_, record_);
        check_place(output_, request_.overwrite);
    }

    /// Opens side B. Returns how many frames both have.
    int open_other(const api::ExportComparison& comparison) {
        b_ = open_source(comparison.other, {.deep = false, .threads = request_.threads}, hooks_);
        if (a_.width != b_.width || a_.height != b_.height) {
            throw Error(ErrorKind::Usage,
                        fmt::format("{} is {}x{}, {} is {}x{}", request_.result, a_.width,
                                    a_.height, comparison.other, b_.width, b_.height),
                        "compare results of the same size");
        }
        const std::size_t both = std::min(a_.frames.size(), b_.frames.size());
        if (a_.frames.size() != b_.frames.size()) {
            hooks_.warn(fmt::format("{} has {} frames and {} has {}: the first {} are compared",
                                    request_.result, a_.frames.size(), comparison.other,
                                    b_.frames.size(), both));
        }
        if (comparison.decisions) draw_panel(comparison);
        record_ = joined_record(a_.record, b_.record);
        return static_cast<int>(both);
    }

    void draw_panel(const api::ExportComparison& comparison) {
        std::vector<DecisionLane> lanes =
            decision_lanes(request_.result, comparison.trace, a_.record.json, "A");
        for (DecisionLane& lane :
             decision_lanes(comparison.other, comparison.other_trace, b_.record.json, "B"))
            lanes.push_back(std::move(lane));
        panel_ = decision_panel(lanes, compared_width(comparison, a_.width));
    }

    [[nodiscard]] ExportFrame frame_at(int index) const {
        const ExportFrame& a = a_.frames[static_cast<std::size_t>(index)];
        if (!request_.comparison) return a;
        const auto b = plain_frame(b_.frames[static_cast<std::size_t>(index)]);
        return std::make_shared<const api::Image>(
            compared_frame(*request_.comparison, *plain_frame(a), *b, panel_ ? &*panel_ : nullptr));
    }

    [[nodiscard]] int width() const {
        return request_.comparison ? compared_width(*request_.comparison, a_.width) : a_.width;
    }
    [[nodiscard]] int height() const { return a_.height + (panel_ ? panel_->height : 0); }

    void write(const std::vector<int>& order) const {
        const int total = static_cast<int>(order.size());
        const auto sink = media::open_output(output_, {.width = width(),
                                                       .height = height(),
                                                       .fps = a_.fps,
                                                       .frames = total,
                                                       .codec = request_.codec,
                                                       .quality = request_.quality,
                                                       .overwrite = request_.overwrite});
        for (int done = 0; done < total; ++done) {
            hooks_.checkpoint();
            hooks_.progress(api::Phase::Export, done, total);
            const ExportFrame frame = frame_at(order[static_cast<std::size_t>(done)]);
            if (const auto* plain = std::get_if<std::shared_ptr<const api::Image>>(&frame))
                sink->write(*plain);
            else
                sink->write_deep(std::get<std::shared_ptr<const media::DeepImage>>(frame));
        }
        hooks_.checkpoint();
        sink->finish(exported_record(record_, request_.settings));
        hooks_.progress(api::Phase::Export, total, total);
    }

    [[nodiscard]] ToolReport report(int frames) const {
        const double seconds = static_cast<double>(frames) * a_.fps.den / a_.fps.num;
        const std::int64_t bytes = size_of(output_);
        ToolReport report;
        report.json = Json{
            {"output", output_},
            {"format", format_.id},
            {"width", width()},
            {"height", height()},
            {"frames", frames},
            {"fps", fmt::format("{}/{}", a_.fps.num, a_.fps.den)},
            {"seconds", seconds},
            {"bytes", bytes},
            {"settings", records::name(request_.settings)},
            {"warnings",
             warnings_}}.dump(-1, ' ', false, Json::error_handler_t::replace);
        report.lines.push_back(fmt::format("wrote {} ({}, {}x{}, {} frames, {:.1f} s, {:.2f} MB)",
                                           output_, format_.title, width(), height(), frames,
                                           seconds, static_cast<double>(bytes) / 1e6));
        return report;
    }

    const api::ExportRequest& request_;
    std::vector<std::string> warnings_;
    ExportHooks hooks_;
    const api::ExportFormat& format_;
    std::string output_;  // as it is written
    ExportSource a_, b_;
    media::Record record_;
    std::optional<api::Image> panel_;
};

}  // namespace

ToolReport export_result(const api::ExportRequest& request, const ExportHooks& hooks) {
    return Export(request, hooks).run();
}

}  // namespace plumbline::tools
