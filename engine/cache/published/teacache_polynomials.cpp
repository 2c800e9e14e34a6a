// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/published/teacache_polynomials.h"

#include <array>

namespace plumbline::cache {
namespace {

// Measurements of the authors (and, for Kontext, of ComfyUI-TeaCache), highest power first.
constexpr std::array<PublishedPolynomial, 7> kPolynomials{{
    {.family = "wan",
     .name = "wan2.1-t2v-1.3b",
     .polynomial = {2396.76752, -1311.10545, 201.331979, -8.29855975, 0.137887774},
     .retained = Polynomial{-52186.2437, 9230.41404, -528.275948, 13.6987616, -0.0499875664}},
    {.family = "wan",
     .name = "wan2.1-t2v-14b",
     .polynomial = {-5784.54975374, 5449.50911966, -1811.16591783, 256.27178429, -13.02252404},
     .retained = Polynomial{-303318.725, 49053.7029, -2655.30556, 58.7365115, -0.315583525}},
    {.family = "wan",
     .name = "wan2.1-i2v-14b-480p",
     .polynomial = {-302.33167, 223.948934, -52.546397, 5.8734844, -0.201973289},
     .retained = Polynomial{257151.496, -35422.9917, 1402.86849, -13.5890334, 0.132517977}},
    {.family = "wan",
     .name = "wan2.1-i2v-14b-720p",
     .polynomial = {-114.36346466, 65.26524496, -18.82220707, 4.91518089, -0.23412683},
     .retained = Polynomial{8107.0546, 2133.93892, -372.934672, 16.6203073, -0.0417769401}},
    {.family = "hunyuan",
     .name = "hunyuanvideo",
     .polynomial = {733.226126, -401.131952, 67.5869174, -3.149878, 0.0961237896},
     .retained = std::nullopt},
    {.family = "flux",
     .name = "flux.1-dev",
     .polynomial = {498.651651, -283.781631, 55.8554382, -3.82021401, 0.264230861},
     .retained = std::nullopt},
    {.family = "flux",
     .name = "flux.1-kontext-dev",
     .polynomial = {-1046.55119, 312.563399, -16.9500694, 0.410995971, 0.0374537863},
     .retained = std::nullopt},
}};

}  // namespace

std::span<const PublishedPolynomial> published_polynomials() {
    return kPolynomials;
}

const PublishedPolynomial* find_polynomial(std::string_view family, std::string_view name) {
    for (const PublishedPolynomial& row : kPolynomials) {
        if (row.family == family && row.name == name) return &row;
    }
    return nullptr;
}

}  // namespace plumbline::cache
