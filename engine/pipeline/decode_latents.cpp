// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/decode_latents.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cctype>
#include <new>
#include <string>

namespace plumbline::pipeline {
namespace {

/// LibTorch's allocators throw a general error on the host; only its words tell.
bool speaks_of_memory(const c10::Error& error) {
    std::string what = error.what_without_backtrace();
    std::ranges::transform(what, what.begin(), [](unsigned char letter) {
        return static_cast<char>(std::tolower(letter));
    });
    return what.find("out of memory") != std::string::npos ||
           what.find("can't allocate memory") != std::string::npos;
}

/// False when memory ran out and tiles may help. What is thrown goes before the second try: it may
/// hold memory itself.
bool decode_once(vae::Vae& vae,
                 const at::Tensor& latents,
                 const vae::DecodeOptions& options,
                 const vae::FrameSink& sink) {
    try {
        vae.decode(latents, options, sink);
        return true;
    } catch (const std::bad_alloc&) {
        if (options.tiling.enabled) throw;
    } catch (const c10::Error& error) {
        if (options.tiling.enabled || !speaks_of_memory(error)) throw;
    }
    return false;
}

}  // namespace

void decode_or_tile(vae::Vae& vae,
                    const at::Tensor& latents,
                    vae::DecodeOptions options,
                    const vae::FrameSink& sink,
                    const std::function<void()>& restart) {
    if (decode_once(vae, latents, options, sink)) return;
    restart();
    options.tiling.enabled = true;
    static_cast<void>(decode_once(vae, latents, options, sink));
}

}  // namespace plumbline::pipeline
