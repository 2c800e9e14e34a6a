// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/image.h"
#include "train/sprite.h"

#include <cstdint>
#include <vector>

namespace plumbline::train {

/// Uniform numbers from a seed (splitmix64), the same on every platform.
class SeededUniform {
public:
    explicit SeededUniform(std::uint64_t seed) : state_(seed) {}
    [[nodiscard]] float between(float low, float high);
    [[nodiscard]] bool coin() { return between(0, 1) < 0.5F; }

private:
    std::uint64_t state_;
};

/// The picture behind the object. Static but for the sea, whose waves drift a little.
class Backdrop {
public:
    /// unit_px: pixels of the picture for one pixel of the 64-pixel scene.
    Backdrop(int background, int width, int height, float unit_px, SeededUniform& random);

    /// The picture at `time` (0 at the first frame, 1 at the last).
    [[nodiscard]] api::Image at(float time) const;

private:
    void paint_night(SeededUniform& random);
    void paint_sunset(SeededUniform& random);
    void paint_grass(SeededUniform& random);
    void paint_checkerboard(SeededUniform& random);
    [[nodiscard]] api::Image sea(float time) const;
    void fill_rows(Rgb top, Rgb bottom);
    void put(int x, int y, Rgb colour);
    [[nodiscard]] Rgb get(int x, int y) const;

    int background_;
    float unit_px_;
    float phase_ = 0, second_phase_ = 0;  // of the waves
    api::Image plate_;
};

}  // namespace plumbline::train
