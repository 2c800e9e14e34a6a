// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plumbline::api {

/// How a method that adds up an error decides, as far as a what-if must know it: a step is reused
/// while the sum is below the parameter "threshold".
struct ThresholdRule {
    bool or_equal = false;  // or equal to it
    std::string probe;      // key of the parameter: blocks that run even then; empty: none
};

/// One cache method as the window and `plumbline caches` show it.
struct PolicyCard {
    std::string id;     // "dicache"
    std::string title;  // "DiCache"
    std::string paper;  // "arXiv 2508.17356"
    std::string summary;
    std::string family;                 // whose defaults and rule these are
    std::vector<ParamSpec> params;      // with its defaults
    std::vector<std::string> families;  // all that it supports
    std::optional<ThresholdRule> rule;  // nothing: it adds up no error
};

/// One known model as the window and `plumbline models` show it.
struct ModelCard {
    std::string id;  // "demo", "wan2.1-t2v-1.3b"
    std::string title;
    std::string family;  // "wan"
    std::string folder;  // where its files are; empty when not present
    bool complete = false;
    std::vector<std::string> missing;  // files or parts still lacking
    std::string licence;
    int default_steps = 0, default_frames = 0, default_fps = 0, default_width = 0,
        default_height = 0;
    double default_guidance = 0.0, default_shift = 0.0;
    bool shift_follows_size = false;  // default_shift is that of the default size
    std::string default_sampler, default_negative;
    std::vector<std::string> samplers;  // that its denoiser can be run with
    bool takes_image = false;           // turns an image into video
    bool takes_negative = true;         // reads a negative prompt
    bool is_picture = false;            // makes one frame
    std::string example_prompt;
    /// Values tuned for this model, as text, by cache method and key.
    std::map<std::string, std::map<std::string, std::string>> tuned;
};

}  // namespace plumbline::api
