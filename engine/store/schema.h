// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/database.h"

namespace plumbline::store {

/// Makes the tables of a new file and brings those of an older one up to date, in one transaction.
/// Throws Error{Failed} when a newer program wrote the file.
void prepare_schema(Database& database);

}  // namespace plumbline::store
