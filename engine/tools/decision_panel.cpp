// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/decision_panel.h"

#include "base/error.h"
#include "records/trace.h"
#include "tools/picture_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <string_view>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// What a decision looks like.
struct Sign {
    char letter;
    std::string_view name;
    Colour colour;
    int quarters;  // of the lane's height; 0: a hollow frame
};

constexpr Colour kGround{24, 24, 28}, kInk{236, 236, 240}, kDark{16, 16, 16};
constexpr std::array<Sign, 5> kSigns{{{'C', "COMPUTED", {214, 214, 220}, 4},
                                      {'R', "RESUMED", {240, 196, 64}, 3},
                                      {'P', "PARTIAL", {86, 180, 233}, 2},
                                      {'S', "SKIPPED", {80, 200, 120}, 1},
                                      {'E', "ESTIMATED", {220, 130, 200}, 0}}};
constexpr int kLaneHeight = 16;  // all in points
constexpr int kGap = 4;
constexpr int kLabelLetters = 9;
constexpr int kLettersMinimum = 7;
constexpr int kPointPerWidth = 480;  // pixels of width for each pixel of a point

void draw_sign(api::Image& image, const Box& cell, const Sign& sign, int point) {
    const int height = cell.height * sign.quarters / 4;
    if (sign.quarters > 0) {
        fill(image,
             {.x = cell.x,
              .y = cell.y + cell.height - height,
              .width = cell.width,
              .height = height},
             sign.colour);
    } else {
        const int inset = cell.width > 2 * point ? point : 0;  // too narrow: two lines are left
        fill(image, cell, sign.colour);
        fill(image,
             {.x = cell.x + inset,
              .y = cell.y + point,
              .width = cell.width - 2 * inset,
              .height = cell.height - 2 * point},
             kGround);
    }
    if (cell.width < kLettersMinimum * point) return;
    // On a high block dark, within a frame or above a low block light.
    const bool is_high = sign.quarters >= 3;
    const int room = sign.quarters == 0 ? cell.height : is_high ? height : cell.height - height;
    const int top = is_high ? cell.height - height : 0;
    draw_text(image, cell.x + (cell.width - kGlyphWidth * point) / 2,
              cell.y + top + (room - kGlyphHeight * point) / 2, std::string_view(&sign.letter, 1),
              is_high ? kDark : kInk, point);
}

const Sign* sign_of(char letter) {
    const auto* const found = std::ranges::find(kSigns, letter, &Sign::letter);
    return found == kSigns.end() ? nullptr : found;
}

void draw_lane(api::Image& image, int y, const DecisionLane& lane, int point) {
    draw_text(image, kGap * point, y + (kLaneHeight - kGlyphHeight) / 2 * point, lane.label, kInk,
              point);
    const int left = text_width(std::string(kLabelLetters, ' '), point) + kGap * point;
    const int room = std::max(image.width - left - kGap * point, 1);
    const auto steps = static_cast<int>(lane.letters.size());
    for (int step = 0; step < steps; ++step) {
        const Sign* sign = sign_of(lane.letters[static_cast<std::size_t>(step)]);
        const int begin = left + room * step / steps, end = left + room * (step + 1) / steps;
        const int gap = end - begin > 3 * point ? point : 0;
        if (sign == nullptr) continue;
        draw_sign(image,
                  {.x = begin, .y = y, .width = end - begin - gap, .height = kLaneHeight * point},
                  *sign, point);
    }
}

/// Places of the legend's entries, flowing to the next line where the width ends.
struct LegendEntry {
    const Sign* sign;
    int x = 0, line = 0;
};

std::vector<LegendEntry> legend_of(int width, int point) {
    std::vector<LegendEntry> entries;
    int x = kGap * point, line = 0;
    for (const Sign& sign : kSigns) {
        const int needed =
            (kLaneHeight + kGap) * point + text_width(sign.name, point) + kGap * point;
        if (x > kGap * point && x + needed > width) {
            x = kGap * point;
            ++line;
        }
        entries.push_back({.sign = &sign, .x = x, .line = line});
        x += needed + kGap * point;
    }
    return entries;
}

std::vector<DecisionLane> lanes_of(const std::map<std::string, std::string>& letters,
                                   const std::string& side) {
    std::vector<DecisionLane> lanes;
    for (const auto& [branch, text] : letters) {
        const char* label = branch == api::name(api::Branch::Cond) ? "COND" : "UNCOND";
        lanes.push_back({.label = side + " " + label, .letters = text});
    }
    return lanes;
}

std::map<std::string, std::string> letters_of_trace(const std::string& path) {
    std::map<std::string, std::string> letters;
    for (const api::StepEvent& step : records::read_trace(path).steps) {
        for (const api::PassRecord& pass : step.passes)
            letters[api::name(pass.branch)] += api::letter(pass.decision);
    }
    return letters;
}

std::map<std::string, std::string> letters_of_record(const std::string& text) {
    std::map<std::string, std::string> letters;
    const json record = json::parse(text, nullptr, /*allow_exceptions=*/false);
    const json::json_pointer place("/outcome/cache/decisions");
    if (!record.is_object() || !record.contains(place) || !record[place].is_object())
        return letters;
    for (const auto& [branch, decisions] : record[place].items()) {
        if (decisions.is_string()) letters[branch] = decisions.get<std::string>();
    }
    return letters;
}

std::string trace_beside(const std::string& result) {
    fs::path path = result.ends_with('/') ? fs::path(result).lexically_normal().parent_path()
                                          : fs::path(result);
    path.replace_extension(".jsonl");
    std::error_code fault;
    return fs::is_regular_file(path, fault) ? path.string() : std::string();
}

}  // namespace

std::vector<DecisionLane> decision_lanes(const std::string& result,
                                         const std::string& trace,
                                         const std::string& record,
                                         const std::string& side) {
    const std::string path = trace.empty() ? trace_beside(result) : trace;
    const auto letters = path.empty() ? letters_of_record(record) : letters_of_trace(path);
    std::vector<DecisionLane> lanes = lanes_of(letters, side);
    if (lanes.empty()) {
        throw Error(ErrorKind::Usage,
                    fmt::format("nothing tells the decisions of {}", path.empty() ? result : path),
                    "name its trace, or export without them");
    }
    return lanes;
}

api::Image decision_panel(const std::vector<DecisionLane>& lanes, int width) {
    const int point = std::max(width / kPointPerWidth, 1);
    const std::vector<LegendEntry> legend = legend_of(width, point);
    const int row = (kLaneHeight + kGap) * point;
    const int rows = static_cast<int>(lanes.size()) + legend.back().line + 1;
    const int height = rows * row + kGap * point;
    api::Image image{width, height + height % 2, {}};
    image.pixels.resize(image.row_bytes() * static_cast<std::size_t>(image.height));
    fill(image, {.x = 0, .y = 0, .width = width, .height = image.height}, kGround);
    int y = kGap * point;
    for (const DecisionLane& lane : lanes) {
        draw_lane(image, y, lane, point);
        y += row;
    }
    for (const LegendEntry& entry : legend) {
        const int top = y + entry.line * row;
        draw_sign(
            image,
            {.x = entry.x, .y = top, .width = kLaneHeight * point, .height = kLaneHeight * point},
            *entry.sign, point);
        draw_text(image, entry.x + (kLaneHeight + kGap) * point,
                  top + (kLaneHeight - kGlyphHeight) / 2 * point, entry.sign->name, kInk, point);
    }
    return image;
}

}  // namespace plumbline::tools
