// SPDX-License-Identifier: GPL-3.0-or-later
// The loaders themselves at full size: they take every tensor of a published checkpoint and no
// other. In f32 nothing is copied or read, so that files of zeros that take no room will do.
#include "engine/tools/checkpoint_list.h"
#include "models/registry.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"
#include "text/clip_text_encoder.h"
#include "text/clip_vision_encoder.h"
#include "text/llama_encoder.h"
#include "text/t5_encoder.h"
#include "vae/registry.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plumbline::tools::tests {
namespace {

using plumbline::tests::expect_error;
using plumbline::tests::TemporaryFolder;

/// As a run loads it.
void load(const PublishedFile& file, const std::filesystem::path& path) {
    const auto weights = tensor_io::open_weights(path);
    if (const models::Family* family = models::family_of(weights)) {
        static_cast<void>(family->open(family->canonical_names(weights), {}, {}));
    } else if (file.family == "t5") {
        text::T5Encoder(text::canonical_t5_names(weights), {});
    } else if (file.family == "clip-text") {
        text::ClipTextEncoder(text::canonical_clip_text_names(weights), {});
    } else if (file.family == "clip-vision") {
        text::ClipVisionEncoder(text::canonical_clip_vision_names(weights), {});
    } else if (file.family == "llama") {
        text::LlamaEncoder(text::canonical_llama_names(weights), {});
    } else {
        static_cast<void>(vae::open_vae(weights, {}, {}));
    }
}

/// One of a kind of tensors, whatever the form of its file. Layouts that keep in pieces what is one
/// matrix here would be joined in memory, and are left out.
std::vector<PublishedFile> layouts() {
    std::vector<PublishedFile> chosen;
    for (PublishedFile& file : published_files()) {
        const bool in_pieces =
            file.naming == "diffusers" && (file.family == "hunyuan" || file.family == "flux");
        const bool there = std::ranges::any_of(chosen, [&](const PublishedFile& other) {
            return other.tables == file.tables && other.variables == file.variables;
        });
        if (in_pieces || there) continue;
        file.storing = Storing::F32;
        file.container = Container::Safetensors;
        file.shards = 1;
        chosen.push_back(std::move(file));
    }
    return chosen;
}

class CheckpointLoader : public testing::TestWithParam<PublishedFile> {
protected:
    void load_with(std::vector<TableEntry> tensors) const {
        load(GetParam(), GetParam().write(folder_.path(), std::move(tensors)));
    }

    TemporaryFolder folder_;
};

TEST_P(CheckpointLoader, TakesExactlyThePublishedTensors) {
    std::vector<TableEntry> tensors = GetParam().entries();
    EXPECT_NO_THROW(load_with(tensors));
    tensors.push_back({.name = "surprise.weight", .shape = {3, 5}});
    expect_error(ErrorKind::Input, "surprise.weight", [&] {
        load_with(tensors);
        return 0;
    });
}

TEST_P(CheckpointLoader, NamesTheFileAndTheTensorThatItLacks) {
    std::vector<TableEntry> tensors = GetParam().entries();
    const auto first = std::ranges::find(tensors, false, &TableEntry::telling);
    const std::string name = first->name;
    tensors.erase(first);
    const bool own_name = GetParam().faults_in_its_names && GetParam().naming != "diffusers" &&
                          GetParam().family != "hunyuan" && GetParam().family != "clip-vision";
    expect_error(ErrorKind::Input, own_name ? name : "model.safetensors: no tensor", [&] {
        load_with(tensors);
        return 0;
    });
}

INSTANTIATE_TEST_SUITE_P(All, CheckpointLoader, testing::ValuesIn(layouts()), [](const auto& info) {
    std::string name = info.param.name;
    std::ranges::replace_if(
        name, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
});

}  // namespace
}  // namespace plumbline::tools::tests
