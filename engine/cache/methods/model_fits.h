// SPDX-License-Identifier: GPL-3.0-or-later
// What a method must know of one model: published by its authors, calibrated here, or given.
#pragma once

#include "cache/fields.h"
#include "cache/policy.h"
#include "cache/step/magnitude_trigger.h"
#include "cache/step/signal_trigger.h"

#include <string>
#include <string_view>
#include <vector>

namespace plumbline::cache {

inline constexpr const char* kAutoFit = "auto";      // published for a model of this size
inline constexpr const char* kLinearFit = "linear";  // the change of the signal itself
inline constexpr const char* kOwnFit = "own";        // numbers beside it

/// How a polynomial of TeaCache is chosen.
struct PolynomialChoice {
    std::string fit = kAutoFit;
    NumberList coefficients;  // of an own one
    bool retained = false;    // Wan: the other mode of TeaCache, with its own fits
};
[[nodiscard]] std::vector<std::string> polynomial_names(std::string_view family);
/// Throws Error{Usage} that says what is lacking.
[[nodiscard]] Polynomial chosen_polynomial(std::string_view family,
                                           const PolynomialChoice& choice,
                                           const RunShape& shape);

/// How a curve of MagCache is chosen.
struct CurveChoice {
    std::string curve = kAutoFit;
    NumberList ratios;         // of an own one
    NumberList uncond_ratios;  // of its other branch; empty: the same
    bool roots = false;        // square roots of them
};
[[nodiscard]] std::vector<std::string> curve_names(std::string_view family);
/// Throws Error{Usage} that says what is lacking.
[[nodiscard]] MagnitudeCurve chosen_curve(std::string_view family,
                                          const CurveChoice& choice,
                                          const RunShape& shape);

}  // namespace plumbline::cache
