// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace plumbline::api {

/// One part of a model as a scan of a folder found it: a weight file (or the index of its shards),
/// one of several models in a file, or a tokenizer.
struct LibraryPart {
    std::string path;
    std::string part;  // "denoiser", "vae", "text encoder", "image encoder", "tokenizer"
    std::string
        family;  // "wan-t2v", "umt5", …; for a tokenizer "sentencepiece", "bpe", "tokenizer-json"
    std::string title;   // for people
    std::string naming;  // original | diffusers | transformers; empty for a tokenizer
    std::string detail;  // sizes, in words; may be empty
    std::int64_t bytes = 0;
    bool vanished = false;  // it was there when the folder was scanned, and is no longer
};

/// A file or folder that a scan could not read, and why.
struct LibraryTrouble {
    std::string path, message;
};

/// One part that a model needs.
struct LibraryNeed {
    enum class State {
        Here,       // beside the denoiser, where the engine looks for it
        Elsewhere,  // in the library, but in another model's folder
        Vanished,   // it was beside the denoiser
        Lacking,
    };
    std::string part;
    State state = State::Lacking;
    std::string path;     // Lacking: empty
    std::string file;     // what people download for it
    std::string licence;  // under which its publisher gives it
};
[[nodiscard]] const char* name(LibraryNeed::State state);  // "here", …

/// A model of the library: a denoiser and what it needs. A family of which only other parts were
/// found is listed too, without a denoiser.
struct LibraryModel {
    std::string name;                // for --model; empty without a denoiser
    std::string title;               // "Wan 2.1 text-to-video"
    std::string family;              // "wan-t2v"
    std::string path;                // of the denoiser: what a recipe names; empty without one
    std::string folder;              // that holds the parts
    bool supported = false;          // the engine generates with this family
    std::vector<LibraryNeed> needs;  // the denoiser first
    [[nodiscard]] bool complete() const;
};

/// What the found parts make up, in name order. Names are those of the folders, made different
/// where two are alike; "demo" stays the demo model's. Parts that no model of these needs are left
/// out.
[[nodiscard]] std::vector<LibraryModel> library_models(const std::vector<LibraryPart>& parts);

}  // namespace plumbline::api
