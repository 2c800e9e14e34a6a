// SPDX-License-Identifier: GPL-3.0-or-later
#include "train/demo_model.h"

#include "base/error.h"
#include "base/file.h"
#include "tensor_io/safetensors.h"
#include "train/captions.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
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

models::wan::Config denoiser_config(const DemoSizes& sizes) {
    models::wan::Config config;
    config.dim = sizes.dim;
    config.ffn_dim = sizes.ffn_dim;
    config.freq_dim = sizes.freq_dim;
    config.text_dim = sizes.text_dim;
    config.text_len = sizes.text_len;
    config.heads = sizes.heads;
    config.layers = sizes.layers;
    return config;
}

text::T5Config text_config(const DemoSizes& sizes, int vocabulary) {
    return {.vocab = vocabulary,
            .dim = sizes.text_dim,
            .heads = sizes.text_heads,
            .head_dim = sizes.text_dim / sizes.text_heads,
            .ffn = sizes.text_ffn,
            .layers = sizes.text_layers,
            .bias_in_every_layer = true};
}

void train_tokenizer(const std::filesystem::path& model_file) {
    std::vector<std::string> sentences;
    for (const Caption& caption : all_captions()) sentences.push_back(text(caption));
    Sentences iterator(std::move(sentences));
    std::string model;
    const auto status = sentencepiece::SentencePieceTrainer::Train(
        std::unordered_map<std::string, std::string>{
            {"model_type", "unigram"},
            {"vocab_size", "160"},
            {"hard_vocab_limit", "false"},
            {"pad_id", "0"},
            {"eos_id", "1"},
            {"unk_id", "2"},
            {"bos_id", "-1"},
            {"normalization_rule_name", "nmt_nfkc"},
            {"num_threads", "1"},
            {"minloglevel", "2"},
            {"required_chars", "abcdefghijklmnopqrstuvwxyz"}},
        &iterator, &model);
    if (!status.ok()) {
        throw Error(ErrorKind::Failed,
                    fmt::format("the tokenizer could not be trained: {}", status.ToString()));
    }
    base::write_file(model_file, model, /*overwrite=*/true);
}

void write_half(const std::filesystem::path& file, const tensor_io::WeightMap& weights) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const auto& [name, entry] : weights.entries()) {
        tensors.emplace_back(name, weights.tensor(name).detach().to(at::kHalf).contiguous());
    }
    tensor_io::write_safetensors(file, tensors, {{"format", "pt"}});
}

void write_config(const std::filesystem::path& file, const DemoSizes& sizes) {
    const nlohmann::ordered_json config{{"_class_name", "WanModel"},
                                        {"model_type", "t2v"},
                                        {"dim", sizes.dim},
                                        {"ffn_dim", sizes.ffn_dim},
                                        {"freq_dim", sizes.freq_dim},
                                        {"in_dim", 16},
                                        {"out_dim", 16},
                                        {"num_heads", sizes.heads},
                                        {"num_layers", sizes.layers},
                                        {"text_len", sizes.text_len},
                                        {"eps", 1e-6}};
    base::write_file(file, config.dump(2) + "\n", /*overwrite=*/true);
}

}  // namespace plumbline::train
