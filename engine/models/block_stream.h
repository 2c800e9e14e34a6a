// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/copy_stream.h"
#include "models/detect.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/weight_scope.h"

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::models {

/// "double_blocks.3." of "double_blocks.3.img_mlp.0.weight"; empty for what is in no block of the
/// stack. name: canonical, of Wan, HunyuanVideo or Flux.1.
[[nodiscard]] std::string_view block_of(std::string_view name);

/// The blocks of a denoiser where they are stored, and two of them at a time where it computes.
///
/// Each block has a place in one of two buffers of the device, every other block the same one. On
/// the CPU a block is converted from the mapped file into its buffer when its turn comes, and what
/// lies in the file as it is computed with is not even copied: memory beyond the file is two
/// blocks. On another device all blocks are first brought, converted, into pinned memory of the
/// host; from there one goes to the device while the one before it computes.
class BlockStream {
public:
    /// Whether the blocks are converted once and kept on the host: what other devices than the CPU
    /// need for their copies.
    enum class HostCopies { WhereDeviceNeedsThem, Kept };

    /// Every parameter of a block is taken from the scope, whose weights are kept. parameters: of
    /// the whole model, canonical names, blocks in the order in which they run. Throws Error{Input}
    /// when one is missing or has another shape.
    BlockStream(const tensor_io::WeightScope& scope,
                const std::vector<Parameter>& parameters,
                HostCopies copies = HostCopies::WhereDeviceNeedsThem);

    /// Blocks [first, end) run next: others are not fetched ahead.
    void expect(int first, int end);
    /// Its tensors under their full names, on the device once the work before has ended; valid
    /// until done(). Fetches it, unless a buffer holds it, and then the block that comes after it.
    [[nodiscard]] const tensor_io::WeightMap& begin(int index);
    /// Its work has been given to the device.
    void done(int index);

    [[nodiscard]] int blocks() const { return static_cast<int>(blocks_.size()); }
    [[nodiscard]] std::int64_t fetched() const { return fetched_; }
    /// Of both buffers.
    [[nodiscard]] std::int64_t buffer_bytes() const;

private:
    struct Item {
        std::string name;
        at::ScalarType dtype = at::kFloat;
        std::vector<std::int64_t> shape;
        std::int64_t offset = 0, bytes = 0;                     // in the block's buffer
        std::shared_ptr<const tensor_io::WeightEntry> scale{};  // of 8-bit floats
        bool is_view = false;  // lies in the file as it is computed with: no place
                               // in the buffer
    };
    struct Block {
        std::vector<Item> items;
        std::int64_t bytes = 0;
        at::Tensor copy;  // [bytes] on the host, pinned for another device;
                          // undefined without
    };
    struct Buffer {
        at::Tensor bytes;
        int holds = -1;
        tensor_io::WeightMap tensors;
    };
    [[nodiscard]] Item item_of(const std::string& name,
                               const std::vector<std::int64_t>& shape) const;
    void convert(const Block& block, at::Tensor& to) const;
    void fetch(int index);
    Buffer& buffer_of(int index) { return buffers_[static_cast<std::size_t>(index % 2)]; }

    tensor_io::WeightMap weights_;
    tensor_io::Placement placement_;
    bool keeps_copies_;
    std::vector<Block> blocks_;
    std::array<Buffer, cuda::CopyStream::kBuffers> buffers_;
    std::unique_ptr<cuda::CopyStream> copies_;
    int expected_end_ = 0;
    std::int64_t fetched_ = 0;
};

}  // namespace plumbline::models
