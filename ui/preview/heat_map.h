// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preview/error_maps.h"

#include <QColor>
#include <QImage>
#include <QRectF>
#include <QSize>
#include <optional>

class QPainter;

namespace plumbline::ui {

/// Finite values of a map, lowest and highest over all its frames.
struct HeatRange {
    double low = 0, high = 0;
};
[[nodiscard]] HeatRange range_of(const api::ErrorMap& map);

/// Colour of a share 0..1 of the range: dark violet over red to pale yellow, lightness rising all
/// the way (the colours of matplotlib's "inferno", CC0).
[[nodiscard]] QColor heat_colour(double share);

/// Which frame of a map shows what frame `frame` of `frames` shows. The first frame of a clip has
/// tokens of its own, later ones share them in equal groups, as the video autoencoders pack them.
[[nodiscard]] int token_frame(int frame, int frames, int token_frames);

/// One frame of a map in these colours, interpolated between the centres of its tokens; opaque.
/// What is not finite is drawn as the highest.
[[nodiscard]] QImage heat_image(const api::ErrorMap& map,
                                int frame,
                                const HeatRange& range,
                                QSize size);

/// A map over a picture; remembers what it drew last.
class HeatLayer {
public:
    /// Null: nothing is drawn.
    void show(ErrorMapPointer map, double opacity);
    void set_opacity(double opacity) { opacity_ = opacity; }
    [[nodiscard]] const ErrorMapPointer& map() const { return map_; }
    [[nodiscard]] const HeatRange& range() const { return range_; }
    /// frame of frames: of the picture at `place`.
    void paint(QPainter& painter, const QRectF& place, int frame, int frames);
    /// Size of the picture that the map covers, where there is none: any with its shape.
    [[nodiscard]] QSizeF shape() const;
    /// Value at a point of the picture, both sides 0..1; nothing without a map.
    [[nodiscard]] std::optional<double> value_at(QPointF share, int frame, int frames) const;

private:
    ErrorMapPointer map_;
    HeatRange range_;
    double opacity_ = 1;
    QImage drawn_;
    int drawn_frame_ = -1;
};

}  // namespace plumbline::ui
