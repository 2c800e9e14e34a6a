// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace plumbline::vae {

/// A small autoencoder's decoder that people put beside a model: near the real one's picture at a
/// hundredth of its cost. TAEHV for video, TAESD for pictures. Source: engine specification 4.4,
/// 4.5.
class TinyDecoder {
public:
    /// weights: the file's own tensors, of any of the known layouts (see is_tiny_decoder). Throws
    /// Error{Input} when they are none or one is missing, left over, of another shape.
    TinyDecoder(const tensor_io::WeightMap& weights, const tensor_io::Placement& placement);

    /// latents: [1, C, T, h, w] as the sampler holds them. → [1, 3, 4T - 3, 8h, 8w] f32 in [-1, 1]
    /// of video, [1, 3, T, 8h, 8w] of pictures, which do not know each other; on the placement's
    /// device.
    [[nodiscard]] at::Tensor decode(const at::Tensor& latents) const;
    /// One picture a latent frame, the last of those that it stands for: [1, 3, T, s·h, s·w] with
    /// the largest s of 8, 4, 2, 1 that keeps a picture within so many pixels; the rest of the
    /// enlarging is left out.
    [[nodiscard]] at::Tensor preview(const at::Tensor& latents, std::int64_t most_pixels) const;

    [[nodiscard]] bool is_video() const { return is_video_; }
    [[nodiscard]] std::int64_t channels() const { return channels_; }

private:
    enum class Kind { Clamp, Conv, Relu, MemoryBlock, Block, Enlarge, Grow };
    struct Step {
        Kind kind;
        int index;  // in the file's names
    };
    struct Conv {
        at::Tensor weight,
            bias;  // [out, in, k, k], [out]; the bias may be undefined
    };
    struct Layer {
        Kind kind;
        std::vector<Conv> convs;
        std::int64_t times = 1;  // Grow: frames out of one
    };
    struct Way {
        bool grows = true;  // in time
        int enlargings = 3;
    };
    /// What blocks remember of the frame before; by layer.
    using Memory = std::vector<at::Tensor>;
    using Sink = std::function<void(const at::Tensor& frame)>;

    static std::span<const Step> steps(bool is_video);
    static Conv take_conv(const tensor_io::WeightScope& scope, std::int64_t in, std::int64_t size);
    static Layer take_layer(const tensor_io::WeightScope& scope,
                            const Step& step,
                            std::int64_t& channels);
    static at::Tensor run_block(const Layer& layer, const at::Tensor& x, const at::Tensor& joined);
    /// Gives x [1, C, h, w] to the layers from `first` on; the frames that come of it go to `sink`.
    void run(std::size_t first,
             at::Tensor x,
             const Way& way,
             int enlarged,
             Memory& memory,
             const Sink& sink) const;
    [[nodiscard]] std::vector<at::Tensor> frames(const at::Tensor& latents, const Way& way) const;

    tensor_io::Placement placement_;
    bool is_video_ = false;
    std::int64_t channels_ = 0;
    std::vector<Layer> layers_;
};

/// True for the tensors of such a decoder: "decoder.K.…" (TAEHV), "K.…" or "taesd_decoder.K.…"
/// (TAESD), "decoder.layers.(K - 1).…" (TAESD of diffusers).
[[nodiscard]] bool is_tiny_decoder(const tensor_io::WeightMap& weights);

/// What a published file is for: Wan's and HunyuanVideo's differ by their names alone.
struct TinyDecoderFile {
    std::string_view stem;    // of the file, without its ending
    std::string_view family;  // as vae::VaeEntry
};
[[nodiscard]] std::span<const TinyDecoderFile> tiny_decoder_files();

}  // namespace plumbline::vae
