// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/clip_renderer.h"

#include "train/backdrop.h"
#include "train/sprite.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <stdexcept>

namespace plumbline::train {
namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr float kSceneSide = 64;  // the shorter side of the scene, in scene pixels
constexpr float kOutlinePx = 1.3F;
constexpr float kMargin = 2;  // kept free beyond the reach: an outline is longest at sharp tips

/// One object's course, drawn once a clip. Lengths in scene pixels; time runs from 0 to 1.
struct Course {
    int motion = 0;
    float x = 0, y = 0;  // middle of the course
    float radius = 11;
    float travel = 0, drift = 0;  // along the motion, and sideways while bouncing
    float phase = 0, turn = 0;    // radians; turn is signed: all that the clip turns
};

struct Pose {
    float x, y, radius, angle;
};

Course draw_course(int motion, float width, float height, SeededUniform& random) {
    Course course = {.motion = motion, .x = width / 2, .y = height / 2};
    course.radius = random.between(9.8F, 12.0F);
    const float aside = random.between(-7, 7), along = random.between(-1, 1);
    const float sign = random.coin() ? 1.0F : -1.0F;
    const float margin = course.radius * kSpriteReach + kMargin;
    if (motion == motion::Left || motion == motion::Right) {
        course.travel = std::min(random.between(27, 32), width - 2 * margin);
        course.x += along * std::min(3.0F, (width - 2 * margin - course.travel) / 2);
        course.y += aside;
    } else if (motion == motion::Up || motion == motion::Down) {
        course.travel = std::min(random.between(27, 32), height - 2 * margin);
        course.y += along * std::min(3.0F, (height - 2 * margin - course.travel) / 2);
        course.x += aside;
    } else if (motion == motion::Bounces) {
        course.travel = std::min(random.between(25, 30), height - 2 * margin);
        course.y = height - margin - random.between(0, 2);
        course.x += aside;
        course.drift = random.between(-5, 5);
        // Away from 0 and 1 both landings are inside the clip, with some flight around them.
        course.phase = random.between(0.2F, 0.8F) * kPi;
    } else if (motion == motion::Circles) {
        course.radius = std::min(course.radius, 11.5F);
        course.travel = random.between(13.5F, 15.5F);
        course.phase = random.between(0, 2 * kPi);
        course.turn = sign * 2 * kPi;
        course.x += along;
    } else {
        course.x += aside * 0.9F;
        course.y += along * 6;
        if (motion == motion::Spins) course.turn = sign * random.between(210, 300) * kPi / 180;
    }
    return course;
}

Pose pose_at(const Course& course, float time) {
    Pose pose = {course.x, course.y, course.radius, 0};
    const float offset = course.travel * (time - 0.5F);
    switch (course.motion) {
        case motion::Left: pose.x -= offset; break;
        case motion::Right: pose.x += offset; break;
        case motion::Up: pose.y -= offset; break;
        case motion::Down: pose.y += offset; break;
        case motion::Bounces:
            pose.x += course.drift * (time - 0.5F);
            pose.y -= course.travel * std::abs(std::sin(2 * kPi * time + course.phase));
            break;
        case motion::Spins: pose.angle = course.turn * time; break;
        case motion::Grows: pose.radius *= 0.45F + 0.80F * time; break;
        case motion::Shrinks: pose.radius *= 1.25F - 0.80F * time; break;
        default:
            pose.x += course.travel * std::cos(course.phase + course.turn * time);
            pose.y += course.travel * std::sin(course.phase + course.turn * time);
            break;
    }
    return pose;
}

void draw(api::Image& image, const Sprite& sprite) {
    const float reach = sprite.radius_px * kSpriteReach + sprite.outline_px + 3;
    const int left = std::max(0, int(sprite.centre_x - reach));
    const int right = std::min(image.width - 1, int(sprite.centre_x + reach));
    const int top = std::max(0, int(sprite.centre_y - reach));
    const int bottom = std::min(image.height - 1, int(sprite.centre_y + reach));
    for (int y = top; y <= bottom; ++y) {
        for (int x = left; x <= right; ++x) {
            const SpriteSample here = sample(sprite, float(x) + 0.5F, float(y) + 0.5F);
            if (here.coverage <= 0) continue;
            std::uint8_t* pixel =
                &image.pixels[std::size_t(y) * image.row_bytes() + std::size_t(x) * 3];
            const Rgb below = {float(pixel[0]), float(pixel[1]), float(pixel[2])};
            const Rgb blend = mix(below, here.colour, here.coverage);
            pixel[0] = static_cast<std::uint8_t>(std::lround(std::clamp(blend.r, 0.0F, 255.0F)));
            pixel[1] = static_cast<std::uint8_t>(std::lround(std::clamp(blend.g, 0.0F, 255.0F)));
            pixel[2] = static_cast<std::uint8_t>(std::lround(std::clamp(blend.b, 0.0F, 255.0F)));
        }
    }
}

/// Everything about one clip but the time.
class Scene {
public:
    Scene(const Caption& caption, std::uint64_t seed, const RenderOptions& options)
        : caption_(caption),
          unit_px_(float(std::min(options.width, options.height)) / kSceneSide),
          random_(scatter_bits(seed) + std::uint64_t(index_of(caption))),
          course_(draw_course(caption.motion,
                              float(options.width) / unit_px_,
                              float(options.height) / unit_px_,
                              random_)),
          backdrop_(caption.background, options.width, options.height, unit_px_, random_) {}

    /// time: 0 at the first frame, 1 at the last.
    [[nodiscard]] api::Image at(float time) const {
        const Pose pose = pose_at(course_, time);
        api::Image frame = backdrop_.at(time);
        draw(frame, {.shape = caption_.shape,
                     .colour = caption_.colour,
                     .centre_x = pose.x * unit_px_,
                     .centre_y = pose.y * unit_px_,
                     .radius_px = pose.radius * unit_px_,
                     .angle = pose.angle,
                     .outline_px = kOutlinePx * unit_px_});
        return frame;
    }

private:
    Caption caption_;
    float unit_px_;
    SeededUniform random_;
    Course course_;
    Backdrop backdrop_;
};

void check(const Caption& caption, const RenderOptions& options) {
    if (options.width < 48 || options.height < 48 || options.frames < 2)
        throw std::invalid_argument("a clip needs 48 x 48 pixels and 2 frames or more");
    (void)text(caption);  // throws for indices out of range
}

}  // namespace

std::vector<api::Image> render(const Caption& caption,
                               std::uint64_t seed,
                               const RenderOptions& options) {
    check(caption, options);
    const Scene scene(caption, seed, options);
    std::vector<api::Image> frames;
    frames.reserve(std::size_t(options.frames));
    for (int frame = 0; frame < options.frames; ++frame)
        frames.push_back(scene.at(float(frame) / float(options.frames - 1)));
    return frames;
}

api::Image render_moment(const Caption& caption,
                         std::uint64_t seed,
                         float time,
                         const RenderOptions& options) {
    check(caption, options);
    if (!(time >= 0 && time <= 1)) throw std::invalid_argument("a moment lies between 0 and 1");
    return Scene(caption, seed, options).at(time);
}

}  // namespace plumbline::train
