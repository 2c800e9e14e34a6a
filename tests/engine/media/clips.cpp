// SPDX-License-Identifier: GPL-3.0-or-later
#include "clips.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>
#include <stdexcept>

namespace plumbline::media {
namespace {

constexpr int kBars = 8;

std::array<int, 3> bar_colour(int bar, int level) {
    const int bits = kBars - 1 - bar;  // green, red, blue from the highest bit
    return {(bits & 2) != 0 ? level : 0, (bits & 4) != 0 ? level : 0, (bits & 1) != 0 ? level : 0};
}

api::Image empty_image(int width, int height) {
    api::Image image{width, height, {}};
    image.pixels.resize(image.row_bytes() * static_cast<std::size_t>(height));
    return image;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "plumbline_media_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
        throw std::runtime_error("no temporary folder");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::vector<std::string> TemporaryFolder::names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
        found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
}

Frames colour_bars(int width, int height, int count, int level) {
    api::Image image = empty_image(width, height);
    for (std::size_t pixel = 0; pixel < image.pixels.size() / 3; ++pixel) {
        const int column = static_cast<int>(pixel) % width;
        const std::array<int, 3> colour = bar_colour(column * kBars / width, level);
        std::copy(colour.begin(), colour.end(),
                  image.pixels.begin() + static_cast<std::ptrdiff_t>(3 * pixel));
    }
    return {static_cast<std::size_t>(count), std::make_shared<const api::Image>(std::move(image))};
}

Frames noise(int width, int height, int count, unsigned seed) {
    std::mt19937 generator(seed);
    Frames frames;
    for (int frame = 0; frame < count; ++frame) {
        api::Image image = empty_image(width, height);
        for (std::uint8_t& value : image.pixels) {
            value = static_cast<std::uint8_t>(generator() >> 24);
        }
        frames.push_back(std::make_shared<const api::Image>(std::move(image)));
    }
    return frames;
}

Frames moving_square(int width, int height, int count) {
    Frames frames;
    for (int frame = 0; frame < count; ++frame) {
        api::Image image = empty_image(width, height);
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                const bool is_square = x >= 4 * frame && x < 4 * frame + 16 && y >= 8 && y < 24;
                std::uint8_t* pixel =
                    image.pixels.data() + 3 * (static_cast<std::ptrdiff_t>(y) * width + x);
                pixel[0] = static_cast<std::uint8_t>(is_square ? 220 : 40 + x);
                pixel[1] = static_cast<std::uint8_t>(is_square ? 60 : 60 + y);
                pixel[2] = static_cast<std::uint8_t>(is_square ? 30 : 120);
            }
        }
        frames.push_back(std::make_shared<const api::Image>(std::move(image)));
    }
    return frames;
}

Record rich_record() {
    Record record;
    record.parameters =
        "猫が「走る」 \"quoted\" 🐈, 50% <lora:x=1;y>\nNegative prompt: ぼやけた\\\nSteps: 20, "
        "Seed: 42";
    record.json =
        "{\"schema\": \"plumbline/run/v1\", \"prompt\": \"猫 🐈 \\\"x\\\" é\",\n \"decisions\": \"";
    while (record.json.size() < 20'480) {
        record.json += "CCRSSRSS";
    }
    record.json += "\"}";
    return record;
}

OutputOptions options_for(const Frames& frames, api::Rational fps) {
    return {.width = frames.at(0)->width,
            .height = frames.at(0)->height,
            .fps = fps,
            .frames = static_cast<int>(frames.size())};
}

void write_clip(const std::string& path,
                const Frames& frames,
                const OutputOptions& options,
                const Record& record) {
    const std::unique_ptr<FrameSink> sink = open_output(path, options);
    for (const auto& frame : frames) {
        sink->write(frame);
    }
    sink->finish(record);
}

int bar_difference(const api::Image& a, const api::Image& b, int margin) {
    int largest = 0;
    const int bar = a.width / kBars;
    for (std::size_t index = 0; index < a.pixels.size(); ++index) {
        const int inside = static_cast<int>(index / 3) % a.width % bar;
        if (inside >= margin && inside < bar - margin) {
            largest = std::max(largest, std::abs(int{a.pixels[index]} - int{b.pixels[index]}));
        }
    }
    return largest;
}

std::string output_of(const std::string& command) {
    std::FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
    if (pipe == nullptr) {
        return {};
    }
    std::string text;
    std::array<char, 4096> piece{};
    while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), pipe)) {
        text.append(piece.data(), count);
    }
    return pclose(pipe) == 0 ? text : std::string();
}

bool has_program(const std::string& name) {
    return !output_of("command -v " + name).empty();
}

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

}  // namespace plumbline::media
