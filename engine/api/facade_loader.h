// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/facade.h"

#include <memory>

namespace plumbline::api {

/// Opens libplumbline_engine.so and makes its backend. Looked for in this order: the file that the
/// environment variable PLUMBLINE_ENGINE names; ../lib/plumbline, ../lib and . seen from the
/// executable; the loader's own path. The library stays open until the process ends (LibTorch does
/// not survive being closed). Throws Error{Failed} when it is not there, cannot be opened or is of
/// another build.
[[nodiscard]] std::unique_ptr<Backend> load_backend();

}  // namespace plumbline::api
