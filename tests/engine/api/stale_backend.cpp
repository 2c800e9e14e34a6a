// SPDX-License-Identifier: GPL-3.0-or-later
// An engine library of another build: it does not know the version that it is asked for.
#include "api/facade.h"

extern "C" plumbline::api::Backend* plumbline_create_backend(int facade_version) {
    (void)facade_version;
    return nullptr;
}
