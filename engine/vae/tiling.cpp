// SPDX-License-Identifier: GPL-3.0-or-later
#include "vae/tiling.h"

#include "base/check.h"

#include <ATen/ATen.h>

#include <vector>

namespace plumbline::vae {
namespace {

/// Blends the first `extent` lines of `tile` along `axis` with the last ones of its neighbour, in
/// place on the tile, which belongs to run_tiled.
void blend(const at::Tensor& neighbour, at::Tensor& tile, std::int64_t axis, std::int64_t extent) {
    extent = std::min({extent, neighbour.size(axis), tile.size(axis)});
    if (extent <= 0) return;
    std::vector<std::int64_t> view(static_cast<std::size_t>(tile.dim()), 1);
    view[static_cast<std::size_t>(axis)] = extent;
    const at::Tensor ramp =
        (at::arange(extent, tile.options()) / static_cast<double>(extent)).view(view);
    at::Tensor start = tile.narrow(axis, 0, extent);
    start.copy_(neighbour.narrow(axis, neighbour.size(axis) - extent, extent) * (1.0 - ramp) +
                start * ramp);
}

}  // namespace

at::Tensor run_tiled(const at::Tensor& input,
                     std::int64_t tile,
                     std::int64_t stride,
                     std::int64_t scale_num,
                     std::int64_t scale_den,
                     const Checkpoint& checkpoint,
                     const std::function<at::Tensor(const at::Tensor&)>& run) {
    const std::int64_t rank = input.dim(), height = input.size(rank - 2),
                       width = input.size(rank - 1);
    PLUMBLINE_CHECK(stride > 0 && stride <= tile, "tiles of {} every {}", tile, stride);
    const auto scaled = [&](std::int64_t n) { return n * scale_num / scale_den; };
    const std::int64_t overlap = scaled(tile) - scaled(stride);
    std::vector<at::Tensor> above, lines;
    for (std::int64_t y = 0; y < height; y += stride) {
        std::vector<at::Tensor> row, cropped;
        for (std::int64_t x = 0; x < width; x += stride) {
            checkpoint();
            const at::Tensor piece = input.narrow(rank - 2, y, std::min(tile, height - y))
                                         .narrow(rank - 1, x, std::min(tile, width - x));
            at::Tensor out = run(piece.contiguous());
            if (!above.empty()) blend(above[row.size()], out, rank - 2, overlap);
            if (!row.empty()) blend(row.back(), out, rank - 1, overlap);
            row.push_back(out);
            cropped.push_back(
                out.narrow(rank - 2, 0, std::min(scaled(stride), out.size(rank - 2)))
                    .narrow(rank - 1, 0, std::min(scaled(stride), out.size(rank - 1))));
        }
        lines.push_back(at::cat(cropped, rank - 1));
        above = std::move(row);
    }
    return at::cat(lines, rank - 2)
        .narrow(rank - 2, 0, scaled(height))
        .narrow(rank - 1, 0, scaled(width));
}

void run_windows(const at::Tensor& input,
                 std::int64_t window,
                 std::int64_t stride,
                 std::int64_t scale_num,
                 std::int64_t scale_den,
                 const Checkpoint& checkpoint,
                 const std::function<at::Tensor(const at::Tensor&)>& run,
                 const FrameSink& sink) {
    constexpr std::int64_t kTime = 2;
    PLUMBLINE_CHECK(stride > 0 && stride <= window, "windows of {} every {}", window, stride);
    const auto scaled = [&](std::int64_t n) { return n * scale_num / scale_den; };
    const std::int64_t frames = input.size(kTime), overlap = scaled(window - stride);
    at::Tensor before;  // what the previous window gave beyond its share
    std::int64_t next = 0;
    // A window that begins with the last frame adds nothing.
    for (std::int64_t start = 0; start == 0 || start < frames - 1; start += stride) {
        checkpoint();
        at::Tensor out =
            run(input.narrow(kTime, start, std::min(window + 1, frames - start)).contiguous());
        if (start > 0) out = out.narrow(kTime, 1, out.size(kTime) - 1);
        if (before.defined()) blend(before, out, kTime, overlap);
        const bool last = start + stride >= frames - 1;
        const std::int64_t share = scaled(stride) + (start == 0 ? 1 : 0);
        const std::int64_t given = std::min(share, out.size(kTime));
        // A copy: a view would keep the whole window alive until the next one is done.
        if (!last) before = out.narrow(kTime, given, out.size(kTime) - given).clone();
        sink(out.narrow(kTime, 0, given), next);
        next += given;
    }
}

at::Tensor decode_in_tiles(const at::Tensor& latents,
                           const DecodeOptions& options,
                           const std::function<at::Tensor(const at::Tensor&)>& run) {
    const Tiling& tiling = options.tiling;
    const bool fits = std::max(latents.size(-2), latents.size(-1)) * kSpatialScale <= tiling.tile;
    if (!tiling.enabled || fits) return run(latents);
    return run_tiled(latents, tiling.tile / kSpatialScale, tiling.stride / kSpatialScale,
                     kSpatialScale, 1, options.checkpoint, run);
}

at::Tensor encode_in_tiles(const at::Tensor& pixels,
                           const DecodeOptions& options,
                           const std::function<at::Tensor(const at::Tensor&)>& run) {
    const Tiling& tiling = options.tiling;
    if (!tiling.enabled || std::max(pixels.size(-2), pixels.size(-1)) <= tiling.tile)
        return run(pixels);
    return run_tiled(pixels, tiling.tile, tiling.stride, 1, kSpatialScale, options.checkpoint, run);
}

}  // namespace plumbline::vae
