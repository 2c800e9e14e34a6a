// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace plumbline::base {

/// SHA-256 of a stream of bytes. Source: FIPS 180-4.
class Sha256 {
public:
    void update(std::span<const std::byte> bytes);
    /// Lower-case hexadecimal digest of everything given so far. The object is used up.
    [[nodiscard]] std::string finish();

private:
    static constexpr std::size_t kBlockBytes = 64;

    void compress(const std::byte* block);

    std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                           0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, kBlockBytes> block_{};
    std::size_t filled_ = 0;  // bytes waiting in block_
    std::uint64_t total_bytes_ = 0;
};

}  // namespace plumbline::base
