// SPDX-License-Identifier: GPL-3.0-or-later
#include "cache/methods/model_fits.h"

#include "base/check.h"
#include "base/error.h"
#include "cache/published/magcache_ratios.h"
#include "cache/published/teacache_polynomials.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plumbline::cache {
namespace {

/// Which published model this is, as far as its size tells; empty: none. high: its frames are
/// larger than those of its smaller variant.
std::string_view published_model(std::string_view family, const RunShape& shape) {
    constexpr int kWanSmallBlocks = 30, kWanLargeBlocks = 40;
    constexpr int kHunyuanBlocks = 60, kFluxBlocks = 57;
    const int blocks = shape.stack.blocks;
    if (family == "flux") return blocks == kFluxBlocks ? "flux.1-dev" : "";
    if (family == "hunyuan") {
        if (blocks != kHunyuanBlocks) return "";
        return shape.pixels > 960 * 544 ? "hunyuanvideo-720p" : "hunyuanvideo-544p";
    }
    if (family != "wan") return "";
    if (blocks == kWanSmallBlocks) return "wan2.1-t2v-1.3b";
    if (blocks != kWanLargeBlocks) return "";
    if (!shape.from_image) return "wan2.1-t2v-14b";
    return shape.pixels > 832 * 480 ? "wan2.1-i2v-14b-720p" : "wan2.1-i2v-14b-480p";
}

[[noreturn]] void refuse_size(const char* what, const RunShape& shape, const char* choose) {
    throw Error(ErrorKind::Usage,
                fmt::format("there {} for a model of {} blocks", what, shape.stack.blocks), choose);
}

const PublishedPolynomial* usual_polynomial(std::string_view family, const RunShape& shape) {
    // One fit for every size of HunyuanVideo's frames.
    const std::string_view model = published_model(family, shape);
    return find_polynomial(family, model.starts_with("hunyuanvideo") ? "hunyuanvideo" : model);
}

template <typename Row>
std::vector<std::string> names_of(std::span<const Row> rows,
                                  std::string_view family,
                                  std::vector<std::string> first) {
    for (const Row& row : rows) {
        if (row.family == family) first.emplace_back(row.name);
    }
    return first;
}

}  // namespace

std::vector<std::string> polynomial_names(std::string_view family) {
    return names_of(published_polynomials(), family, {kAutoFit, kLinearFit, kOwnFit});
}

Polynomial chosen_polynomial(std::string_view family,
                             const PolynomialChoice& choice,
                             const RunShape& shape) {
    if (choice.fit == kLinearFit) return {0, 0, 0, 1, 0};
    if (choice.fit == kOwnFit) {
        Polynomial own{};
        if (choice.coefficients.values.size() != own.size()) {
            throw Error(ErrorKind::Usage,
                        fmt::format("an own polynomial has {} coefficients, {} are given",
                                    own.size(), choice.coefficients.values.size()),
                        "give coefficients=c4;c3;c2;c1;c0, the highest power first");
        }
        std::ranges::copy(choice.coefficients.values, own.begin());
        return own;
    }
    const PublishedPolynomial* row = choice.fit == kAutoFit ? usual_polynomial(family, shape)
                                                            : find_polynomial(family, choice.fit);
    if (row == nullptr) {
        refuse_size("is no published polynomial", shape,
                    "calibrate it with plumbline calibrate, or choose fit=linear or a published "
                    "fit");
    }
    return choice.retained && row->retained ? *row->retained : row->polynomial;
}

std::vector<std::string> curve_names(std::string_view family) {
    return names_of(published_ratios(), family, {kAutoFit, kOwnFit});
}

MagnitudeCurve chosen_curve(std::string_view family,
                            const CurveChoice& choice,
                            const RunShape& shape) {
    MagnitudeCurve curve;
    if (choice.curve == kOwnFit) {
        if (choice.ratios.values.empty()) {
            throw Error(ErrorKind::Usage, "an own curve without ratios",
                        "give ratios=1;…, one a step");
        }
        curve = {.cond = choice.ratios.values, .uncond = choice.uncond_ratios.values};
    } else {
        const PublishedRatios* row =
            find_ratios(family, choice.curve == kAutoFit ? published_model(family, shape)
                                                         : std::string_view(choice.curve));
        if (row == nullptr) {
            refuse_size("are no published ratios", shape,
                        "calibrate it with plumbline calibrate, or choose a published curve");
        }
        for (std::size_t i = 0; i < row->ratios.size(); ++i) {
            const bool other = row->two_branches && i % 2 == 1;
            (other ? curve.uncond : curve.cond).push_back(row->ratios[i]);
        }
    }
    if (choice.roots) {
        for (auto* ratios : {&curve.cond, &curve.uncond}) {
            for (double& ratio : *ratios) ratio = std::sqrt(ratio);
        }
    }
    return curve;
}

}  // namespace plumbline::cache
