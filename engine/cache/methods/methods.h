// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cache/registry.h"

namespace plumbline::cache {

// One function per file of this folder; registry.cpp makes the table of them.
[[nodiscard]] PolicyEntry none_entry();
[[nodiscard]] PolicyEntry dicache_entry();

}  // namespace plumbline::cache
