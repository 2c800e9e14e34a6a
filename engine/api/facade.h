// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "api/run_control.h"

#include <functional>
#include <string>

namespace plumbline::api {

/// The engine behind the façade: lives in libplumbline_engine.so and is called on the engine thread
/// only.
class Backend {
public:
    virtual ~Backend() = default;
    /// Runs one request to its end and returns its result. Publishes every event but the last
    /// through `publish`. Throws Error, Cancelled, std::bad_alloc or std::exception; the job loop
    /// of api/engine.cpp turns them into the FinishedEvent.
    virtual FinishedEvent run(const Request& request,
                              RunControl& control,
                              const std::function<void(Body)>& publish) = 0;
};

/// The library exports this symbol with C linkage under the name "plumbline_create_backend".
/// Both sides are built together; kFacadeVersion catches a stale library: the symbol returns
/// nullptr when the version that it is asked for is not its own. The caller owns what it returns.
using CreateBackend = Backend* (*)(int facade_version);
inline constexpr int kFacadeVersion = 4;

}  // namespace plumbline::api
