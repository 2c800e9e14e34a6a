// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/sprite.h"

#include "train/captions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

namespace plumbline::train {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr Rgb kOutline = {14, 14, 20};
constexpr std::array<Rgb, 8> kPaint = {{{236, 36, 44},
                                        {255, 138, 16},
                                        {255, 228, 40},
                                        {48, 224, 72},
                                        {36, 224, 236},
                                        {52, 92, 255},
                                        {176, 64, 240},
                                        {250, 250, 250}}};

/// A point in the sprite's own frame: centre 0, radius 1, y down, rotation undone.
struct Local {
    float x, y;
};

float box(Local p, float half_x, float half_y) {
    const float dx = std::abs(p.x) - half_x, dy = std::abs(p.y) - half_y;
    const float out_x = std::max(dx, 0.0F), out_y = std::max(dy, 0.0F);
    return std::sqrt(out_x * out_x + out_y * out_y) + std::min(std::max(dx, dy), 0.0F);
}

/// Equilateral, tip up, with its centroid at 0. Corners of the outline stay sharp on purpose.
float triangle(Local p) {
    constexpr float kInner = 0.58F;  // radius of the inscribed circle
    const float side = std::abs(p.x) * (std::numbers::sqrt3_v<float> / 2) - p.y * 0.5F;
    return std::max(p.y, side) - kInner;
}

/// Five points, one up: the angle folds into half a point, where the rim is one straight line.
float star(Local p) {
    constexpr float kOuter = 1.16F, kInner = 0.56F, kSector = 2 * kPi / 5;
    const float length = std::sqrt(p.x * p.x + p.y * p.y);
    const float angle = std::atan2(p.x, -p.y);
    const float folded = std::abs(angle - kSector * std::round(angle / kSector));
    const float x = length * std::cos(folded), y = length * std::sin(folded);
    const float valley_x = kInner * std::cos(kSector / 2),
                valley_y = kInner * std::sin(kSector / 2);
    const float edge_x = valley_x - kOuter, edge_y = valley_y;
    const float cross = (x - kOuter) * edge_y - y * edge_x;
    return cross / std::sqrt(edge_x * edge_x + edge_y * edge_y);
}

/// Signed distance to the rim in radii, negative inside.
float distance(int shape_index, Local p) {
    switch (shape_index) {
        case shape::Square: return box(p, 0.80F, 0.80F) - 0.06F;
        case shape::Triangle: return triangle(p);
        case shape::Star: return star(p);
        case shape::Ring: return std::abs(std::sqrt(p.x * p.x + p.y * p.y) - 0.72F) - 0.28F;
        case shape::Cross: return std::min(box(p, 0.34F, 1.0F), box(p, 1.0F, 0.34F));
        default: return std::sqrt(p.x * p.x + p.y * p.y) - 1.0F;
    }
}

/// A sphere lit from the upper left; light stays put while the curved band turns with the ball.
Rgb ball_paint(Rgb paint, Local turned, Local fixed, float pixel) {
    const float depth = std::sqrt(std::max(0.0F, 1 - fixed.x * fixed.x - fixed.y * fixed.y));
    const float facing = -0.45F * fixed.x - 0.55F * fixed.y + 0.70F * depth;
    const float diffuse = 0.66F + 0.36F * std::max(facing, 0.0F);
    const float shine = std::pow(std::max(facing, 0.0F), 24.0F);
    const float band = std::abs(turned.y - 0.20F + 0.34F * turned.x * turned.x) - 0.17F;
    const float in_band = std::clamp(0.5F - band / pixel, 0.0F, 1.0F);
    const Rgb body = mix(paint, paint * 0.34F, in_band) * diffuse;
    return mix(body, {255, 255, 255}, 0.6F * shine);
}

/// Flat shapes: a little lighter towards the light. The ring wears a dark notch that shows turning.
Rgb flat_paint(int shape_index, Rgb paint, Local turned, Local fixed, float pixel) {
    const float light = std::clamp(0.96F - 0.07F * fixed.x - 0.11F * fixed.y, 0.80F, 1.06F);
    const Rgb body = paint * light;
    if (shape_index != shape::Ring) return body;
    const float notch = std::max(std::abs(turned.x) - 0.20F, turned.y);
    return mix(body, kOutline, std::clamp(0.5F - notch / pixel, 0.0F, 1.0F));
}

}  // namespace

float smooth_step(float low, float high, float value) {
    const float k = std::clamp((value - low) / (high - low), 0.0F, 1.0F);
    return k * k * (3 - 2 * k);
}

SpriteSample sample(const Sprite& sprite, float x, float y) {
    const float pixel = 1.0F / sprite.radius_px;  // one pixel, in radii
    const Local fixed = {(x - sprite.centre_x) * pixel, (y - sprite.centre_y) * pixel};
    const float cosine = std::cos(sprite.angle), sine = std::sin(sprite.angle);
    const Local turned = {cosine * fixed.x + sine * fixed.y, cosine * fixed.y - sine * fixed.x};
    const float rim_px = distance(sprite.shape, turned) * sprite.radius_px;

    const float coverage = std::clamp(0.5F - (rim_px - sprite.outline_px), 0.0F, 1.0F);
    if (coverage <= 0) return {};
    const Rgb paint = kPaint.at(static_cast<std::size_t>(sprite.colour));
    const Rgb body = sprite.shape == shape::Ball
                         ? ball_paint(paint, turned, fixed, pixel)
                         : flat_paint(sprite.shape, paint, turned, fixed, pixel);
    const float inside = std::clamp(0.5F - rim_px, 0.0F, 1.0F);
    return {mix(kOutline, body, inside), coverage};
}

}  // namespace plumbline::train
