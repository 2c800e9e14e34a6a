// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace plumbline::train {

/// RGB triple on the 0..255 scale of the finished picture.
struct Rgb {
    float r = 0, g = 0, b = 0;
};

inline Rgb operator*(Rgb a, float k) {
    return {a.r * k, a.g * k, a.b * k};
}
inline Rgb operator+(Rgb a, Rgb b) {
    return {a.r + b.r, a.g + b.g, a.b + b.b};
}
/// a at 0, b at 1.
inline Rgb mix(Rgb a, Rgb b, float k) {
    return a * (1.0F - k) + b * k;
}
/// 0 up to `low`, 1 from `high` on, a cubic without corners between.
float smooth_step(float low, float high, float value);

/// The object of one frame. Lengths are in pixels of the picture.
struct Sprite {
    int shape = 0, colour = 0;                        // indices of captions.h
    float centre_x = 0, centre_y = 0, radius_px = 1;  // radius of the ball of the same size
    float angle = 0;                                  // clockwise, radians; 0 is upright
    float outline_px = 1;
};

/// How far the largest shape reaches from its centre, in radii (without the outline).
inline constexpr float kSpriteReach = 1.16F;

/// Colour of the sprite at a point of the picture and how much of the pixel there it covers (0..1).
struct SpriteSample {
    Rgb colour;
    float coverage = 0;
};
[[nodiscard]] SpriteSample sample(const Sprite& sprite, float x, float y);

}  // namespace plumbline::train
