// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/kinds/kind_parts.h"

#include "base/error.h"
#include "base/file.h"
#include "text/bpe_tokenizer.h"
#include "text/encoder_parameters.h"
#include "text/sentencepiece_tokenizer.h"
#include "text/t5_encoder.h"
#include "train/caption_tokens.h"
#include "train/captions.h"

#include <fmt/format.h>
#include <sentencepiece_trainer.h>

namespace plumbline::train {
namespace {

/// Hands sentences to libsentencepiece one by one.
class Sentences final : public sentencepiece::SentenceIterator {
public:
    explicit Sentences(std::vector<std::string> list) : list_(std::move(list)) {}
    bool done() const override { return next_ >= list_.size(); }
    void Next() override { ++next_; }
    const std::string& value() const override { return list_[next_]; }
    sentencepiece::util::Status status() const override { return {}; }

private:
    std::vector<std::string> list_;
    std::size_t next_ = 0;
};

}  // namespace

void train_tokenizer(const std::filesystem::path& model_file) {
    std::vector<std::string> sentences;
    for (const Caption& caption : all_captions()) sentences.push_back(text(caption));
    // Other words fall apart into letters.
    sentences.emplace_back("a b c d e f g h i j k l m n o p q r s t u v w x y z");
    Sentences iterator(std::move(sentences));
    std::string model;
    const auto status = sentencepiece::SentencePieceTrainer::Train(
        std::unordered_map<std::string, std::string>{{"model_type", "bpe"},
                                                     {"vocab_size", "400"},
                                                     {"hard_vocab_limit", "false"},
                                                     {"pad_id", "0"},
                                                     {"eos_id", "1"},
                                                     {"unk_id", "2"},
                                                     {"bos_id", "-1"},
                                                     {"normalization_rule_name", "nmt_nfkc"},
                                                     {"num_threads", "1"},
                                                     {"minloglevel", "2"},
                                                     {"character_coverage", "1"}},
        &iterator, &model);
    if (!status.ok()) {
        throw Error(ErrorKind::Failed,
                    fmt::format("the tokenizer could not be trained: {}", status.ToString()));
    }
    std::filesystem::create_directories(model_file.parent_path());
    base::write_file(model_file, model, /*overwrite=*/true);
}

ModelPart t5_part(const std::filesystem::path& tokenizer,
                  std::string file,
                  bool bias_in_every_layer) {
    return {.name = "t5",
            .file = std::move(file),
            .parameters = text::t5_parameters(
                {.vocab = text::open_sentencepiece(tokenizer)->vocabulary_size(),
                 .dim = kTextDim,
                 .heads = kTextHeads,
                 .head_dim = kTextDim / kTextHeads,
                 .ffn = kTextFfn,
                 .layers = kTextLayers,
                 .bias_in_every_layer = bias_in_every_layer}),
            .canonical = text::canonical_t5_names,
            // Wan's file has the names that are canonical here, Flux.1's those of Hugging Face.
            .stored = bias_in_every_layer ? nullptr : text::hugging_face_t5_names};
}

ModelPart clip_part(const std::filesystem::path& tokenizer, std::string file) {
    tensor_io::WeightMap sizes;
    const auto tell = [&](const std::string& name, at::IntArrayRef shape) {
        sizes.add("text_model." + name, at::zeros(shape));
    };
    tell("embeddings.token_embedding.weight",
         {text::open_clip_tokenizer(tokenizer)->vocabulary_size(), kClipDim});
    tell("embeddings.position_embedding.weight", {kClipLength, kClipDim});
    for (int i = 0; i < kClipLayers; ++i)
        tell(fmt::format("encoder.layers.{}.mlp.fc1.weight", i), {2 * kClipDim, kClipDim});
    return {.name = "clip",
            .file = std::move(file),
            .parameters = text::clip_text_parameters(sizes),
            .canonical = text::canonical_clip_text_names};
}

ClipInTraining::ClipInTraining(const tensor_io::WeightMap& weights,
                               const std::filesystem::path& tokenizer)
    : tokenizer_(text::open_clip_tokenizer(tokenizer)),
      encoder_(weights, {}, {.heads = kClipHeads}) {}

at::Tensor ClipInTraining::states(const std::vector<std::string>& captions) const {
    const CaptionTokens tokens =
        tokenise(captions, *tokenizer_, static_cast<int>(kClipLength), Rows::All);
    return encoder_.final_norm(encoder_.encode(tokens.ids, 0, {}));
}

at::Tensor ClipInTraining::pooled(const std::vector<std::string>& captions) const {
    const CaptionTokens tokens =
        tokenise(captions, *tokenizer_, static_cast<int>(kClipLength), Rows::Longest);
    const std::int64_t end_mark = tokenizer_->encode("", 2).ids[1];
    return text::ClipTextEncoder::pooled(encoder_.final_norm(encoder_.encode(tokens.ids, 0, {})),
                                         tokens.ids, end_mark);
}

models::DualStreamConfig small_dual_stream(models::DualStreamConfig family) {
    family.dim = 128;
    family.heads = 4;
    family.mlp_dim = 512;
    family.double_blocks = 3;
    family.single_blocks = 7;
    family.rope_axes = {4, 14, 14};
    return family;
}

nlohmann::ordered_json dual_stream_settings(const models::DualStreamConfig& config,
                                            std::int64_t text_len) {
    return {{"num_attention_heads", config.heads}, {"attention_head_dim", config.head_dim()},
            {"num_layers", config.double_blocks},  {"num_single_layers", config.single_blocks},
            {"rope_theta", config.rope_theta},     {"text_len", text_len}};
}

nlohmann::ordered_json clip_settings() {
    return {{"model_type", "clip_text_model"},
            {"hidden_size", kClipDim},
            {"num_attention_heads", kClipHeads},
            {"max_position_embeddings", kClipLength}};
}

void write_json(const std::filesystem::path& file, const nlohmann::ordered_json& object) {
    std::filesystem::create_directories(file.parent_path());
    base::write_file(file, object.dump(2) + "\n", /*overwrite=*/true);
}

}  // namespace plumbline::train
