// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/step/signal_trigger.h"

#include <optional>
#include <span>
#include <string_view>

namespace plumbline::cache {

/// What TeaCache's authors fitted to one model.
struct PublishedPolynomial {
    std::string_view family, name;
    Polynomial polynomial;               // of the usual signal
    std::optional<Polynomial> retained;  // Wan: of the time projection, with five steps retained
};
[[nodiscard]] std::span<const PublishedPolynomial> published_polynomials();
/// Null for an unknown one.
[[nodiscard]] const PublishedPolynomial* find_polynomial(std::string_view family,
                                                         std::string_view name);

}  // namespace plumbline::cache
