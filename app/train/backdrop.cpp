// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/backdrop.h"

#include "train/captions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plumbline::train {
namespace {

void store(api::Image& image, int x, int y, Rgb colour) {
    const auto byte = [](float value) {
        return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 255.0F)));
    };
    const std::size_t at = static_cast<std::size_t>(y) * image.row_bytes() + std::size_t(x) * 3;
    image.pixels[at] = byte(colour.r);
    image.pixels[at + 1] = byte(colour.g);
    image.pixels[at + 2] = byte(colour.b);
}

}  // namespace

float SeededUniform::between(float low, float high) {
    state_ += 0x9e3779b97f4a7c15ULL;
    const auto bits = static_cast<float>(scatter_bits(state_) >> 40);
    return low + (high - low) * (bits / 16777216.0F);
}

Backdrop::Backdrop(int background, int width, int height, float unit_px, SeededUniform& random)
    : background_(background), unit_px_(unit_px) {
    plate_.width = width;
    plate_.height = height;
    plate_.pixels.resize(plate_.row_bytes() * static_cast<std::size_t>(height));
    switch (background) {
        case background::Grey: fill_rows({128, 128, 128}, {128, 128, 128}); break;
        case background::Night: paint_night(random); break;
        case background::Sunset: paint_sunset(random); break;
        case background::Grass: paint_grass(random); break;
        case background::Checkerboard: paint_checkerboard(random); break;
        case background::Sea:
            phase_ = random.between(0, 6.2832F);
            second_phase_ = random.between(0, 6.2832F);
            break;
        default: break;  // black: the pixels are zero already
    }
}

api::Image Backdrop::at(float time) const {
    return background_ == background::Sea ? sea(time) : plate_;
}

void Backdrop::put(int x, int y, Rgb colour) {
    store(plate_, x, y, colour);
}

Rgb Backdrop::get(int x, int y) const {
    const std::size_t at = static_cast<std::size_t>(y) * plate_.row_bytes() + std::size_t(x) * 3;
    return {float(plate_.pixels[at]), float(plate_.pixels[at + 1]), float(plate_.pixels[at + 2])};
}

void Backdrop::fill_rows(Rgb top, Rgb bottom) {
    for (int y = 0; y < plate_.height; ++y) {
        const float k = (float(y) + 0.5F) / float(plate_.height);
        for (int x = 0; x < plate_.width; ++x) put(x, y, mix(top, bottom, k));
    }
}

void Backdrop::paint_night(SeededUniform& random) {
    fill_rows({8, 10, 36}, {30, 36, 92});
    // One star to a cell of 13 scene pixels spreads them evenly, as pure chance would not.
    const float cell = 13 * unit_px_;
    for (float top = 0; top < float(plate_.height); top += cell) {
        for (float left = 0; left < float(plate_.width); left += cell) {
            const float x = left + random.between(0.15F, 0.85F) * cell;
            const float y = top + random.between(0.15F, 0.85F) * cell;
            const float radius = random.between(0.55F, 0.95F) * unit_px_;
            const float glow = random.between(0.55F, 1.0F);
            const int reach = static_cast<int>(radius * 2) + 1;
            for (int py = int(y) - reach; py <= int(y) + reach; ++py) {
                for (int px = int(x) - reach; px <= int(x) + reach; ++px) {
                    if (px < 0 || py < 0 || px >= plate_.width || py >= plate_.height) continue;
                    const float away = std::hypot(float(px) + 0.5F - x, float(py) + 0.5F - y);
                    const float light = glow * (1 - smooth_step(0, radius * 2, away));
                    put(px, py, mix(get(px, py), {226, 230, 255}, light));
                }
            }
        }
    }
}

void Backdrop::paint_sunset(SeededUniform& random) {
    constexpr Rgb kTop = {66, 34, 104}, kMiddle = {158, 66, 100}, kBottom = {226, 124, 66};
    const float height = float(plate_.height);
    const float sun_x = float(plate_.width) * random.between(0.30F, 0.70F);
    const float sun_y = height - random.between(7, 11) * unit_px_;
    const float sun_radius = 8 * unit_px_;
    for (int y = 0; y < plate_.height; ++y) {
        const float k = (float(y) + 0.5F) / height;
        const Rgb sky = k < 0.5F ? mix(kTop, kMiddle, 2 * k) : mix(kMiddle, kBottom, 2 * k - 1);
        for (int x = 0; x < plate_.width; ++x) {
            const float away = std::hypot(float(x) + 0.5F - sun_x, float(y) + 0.5F - sun_y);
            const float disc = std::clamp(sun_radius - away + 0.5F, 0.0F, 1.0F);
            const float halo = 0.45F * (1 - smooth_step(sun_radius, 2.6F * sun_radius, away));
            put(x, y, mix(mix(sky, {244, 164, 96}, halo), {255, 222, 158}, disc));
        }
    }
}

void Backdrop::paint_grass(SeededUniform& random) {
    fill_rows({34, 84, 40}, {58, 112, 46});
    // Blades: short leaning strokes, lighter at the tip, in rows so that they cover evenly.
    const float step = 4 * unit_px_;
    for (float root = step; root < float(plate_.height) + step; root += step) {
        for (float left = 0; left < float(plate_.width); left += step) {
            const float x = left + random.between(0, 1) * step;
            const float y = root + random.between(-0.5F, 0.5F) * step;
            const float length = random.between(4, 7) * unit_px_;
            const float lean = random.between(-0.35F, 0.35F);
            const float tone = random.between(-0.18F, 0.24F);
            for (float along = 0; along < length; along += 1) {
                const float px = x + lean * along;
                const int row = int(std::floor(y - along));
                if (row < 0 || row >= plate_.height) continue;
                const float strength = tone * (0.4F + 0.6F * along / length);
                const float half_width = 0.75F * unit_px_;
                for (int column = int(px - half_width); column <= int(px + half_width); ++column) {
                    if (column < 0 || column >= plate_.width) continue;
                    const float away = std::abs(float(column) + 0.5F - px) / (half_width + 0.5F);
                    const float light = 1 + strength * std::max(0.0F, 1 - away);
                    put(column, row, get(column, row) * light);
                }
            }
        }
    }
}

void Backdrop::paint_checkerboard(SeededUniform& random) {
    const int parity = random.coin() ? 1 : 0;
    const float square = 8 * unit_px_;
    for (int y = 0; y < plate_.height; ++y) {
        for (int x = 0; x < plate_.width; ++x) {
            const int cells = int((float(x) + 0.5F) / square) + int((float(y) + 0.5F) / square);
            const float level = (cells + parity) % 2 == 0 ? 88.0F : 152.0F;
            put(x, y, {level, level, level});
        }
    }
}

api::Image Backdrop::sea(float time) const {
    constexpr Rgb kTop = {38, 92, 142}, kBottom = {14, 44, 92}, kFoam = {104, 156, 190};
    api::Image image = plate_;
    std::vector<float> swell(static_cast<std::size_t>(image.width));
    for (int x = 0; x < image.width; ++x) {
        const float across = (float(x) + 0.5F) / unit_px_;
        swell[std::size_t(x)] = 0.13F * std::sin(0.34F * across + phase_ + 1.5F * time) +
                                0.10F * std::sin(0.17F * across + second_phase_ - 1.0F * time);
    }
    for (int y = 0; y < image.height; ++y) {
        const float k = (float(y) + 0.5F) / float(image.height);
        const Rgb water = mix(kTop, kBottom, k);
        // Crests are 8 scene pixels apart; the ridge is a parabola of the distance to the crest.
        const float rows = (float(y) + 0.5F) / unit_px_ / 8;
        for (int x = 0; x < image.width; ++x) {
            const float position = rows + swell[std::size_t(x)];
            const float away = std::abs(position - std::floor(position) - 0.5F);
            const float crest = std::max(0.0F, 1 - 5.0F * away);
            store(image, x, y, mix(water, kFoam, 0.55F * crest * crest));
        }
    }
    return image;
}

}  // namespace plumbline::train
