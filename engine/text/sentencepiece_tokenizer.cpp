// SPDX-License-Identifier: GPL-3.0-or-later
#include "text/sentencepiece_tokenizer.h"

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "text/sentencepiece_check.h"

#include <fmt/format.h>
#include <sentencepiece_processor.h>

#include <algorithm>
#include <exception>

namespace plumbline::text {
namespace {

constexpr const char* kHint = "Use the spiece.model that belongs to the text encoder.";

class SentencepieceTokenizer final : public Tokenizer {
public:
    SentencepieceTokenizer(std::string_view bytes, std::string_view origin) {
        if (!load(bytes) || processor_.GetPieceSize() == 0) {
            throw Error(ErrorKind::Input,
                        fmt::format("{}: not a sentencepiece model{}", origin,
                                    bytes.empty() ? " (it is empty)" : ""),
                        kHint);
        }
        if (processor_.eos_id() < 0) {
            throw Error(
                ErrorKind::Input,
                fmt::format("{}: the model has no end mark </s>, so it is not T5's", origin),
                kHint);
        }
    }

    TokenIds encode(std::string_view text, int max_length) const override {
        PLUMBLINE_CHECK(max_length > 0, "no room for the end mark: max_length {}", max_length);
        std::vector<int> pieces;
        const auto status = processor_.Encode({text.data(), text.size()}, &pieces);
        PLUMBLINE_CHECK(status.ok(), "sentencepiece: {}", status.ToString());
        const auto room = static_cast<std::size_t>(max_length);
        TokenIds result;
        result.truncated = pieces.size() + 1 > room;
        if (result.truncated) pieces.resize(room - 1);
        pieces.push_back(processor_.eos_id());
        result.length = static_cast<int>(pieces.size());
        // A model without a pad piece still pads with 0, as T5's do.
        result.ids.assign(room, std::max(processor_.pad_id(), 0));
        result.mask.assign(room, 0);
        std::ranges::copy(pieces, result.ids.begin());
        std::fill_n(result.mask.begin(), pieces.size(), 1);
        return result;
    }

    int vocabulary_size() const override { return processor_.GetPieceSize(); }

private:
    /// Whether bytes are a model. The library reports most faults by status, but some (a piece
    /// without text) as an exception of its trie builder.
    bool load(std::string_view bytes) {
        if (bytes.empty() || !normalizer_is_sound(bytes)) return false;
        try {
            return processor_.LoadFromSerializedProto({bytes.data(), bytes.size()}).ok();
        } catch (const std::exception&) {
            return false;
        }
    }

    sentencepiece::SentencePieceProcessor processor_;
};

}  // namespace

std::unique_ptr<Tokenizer> open_sentencepiece(const std::filesystem::path& spiece_model) {
    return sentencepiece_from_bytes(base::read_file(spiece_model), spiece_model.string());
}

std::unique_ptr<Tokenizer> sentencepiece_from_bytes(std::string_view bytes,
                                                    std::string_view origin) {
    return std::make_unique<SentencepieceTokenizer>(bytes, origin);
}

}  // namespace plumbline::text
