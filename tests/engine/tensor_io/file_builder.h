// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plumbline::tests {

/// The number's lowest `count` bytes, lowest first.
inline std::string little_endian(std::uint64_t number, std::size_t count) {
    std::string bytes;
    for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(number >> (8 * i));
    return bytes;
}

/// A .safetensors file with this header and data, whatever they say.
inline std::string safetensors_bytes(const std::string& header, const std::string& data = {}) {
    return little_endian(header.size(), 8) + header + data;
}

/// How a built archive differs from a plain one.
struct ZipOptions {
    bool zip64 = false;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
};

/// An archive of these files, in the form that torch.save writes.
inline std::string zip_bytes(const std::vector<std::pair<std::string, std::string>>& files,
                             ZipOptions options = {}) {
    std::string archive;
    std::string directory;
    for (const auto& [name, content] : files) {
        const std::size_t offset = archive.size();
        const std::uint64_t size = options.zip64 ? 0xffffffff : content.size();
        const std::string common = little_endian(options.flags, 2) +
                                   little_endian(options.method, 2) + std::string(8, '\0') +
                                   little_endian(size, 4) + little_endian(size, 4) +
                                   little_endian(name.size(), 2);
        archive += "PK\x03\x04" + little_endian(45, 2) + common + little_endian(3, 2) + name +
                   "\1\2\3" + content;  // an extra field of odd length: content is not aligned
        const std::string extra =
            options.zip64
                ? little_endian(1, 2) + little_endian(24, 2) + little_endian(content.size(), 8) +
                      little_endian(content.size(), 8) + little_endian(offset, 8)
                : "";
        directory += "PK\x01\x02" + little_endian(45, 4) + common + little_endian(extra.size(), 2) +
                     std::string(10, '\0') + little_endian(options.zip64 ? 0xffffffff : offset, 4) +
                     name + extra;
    }
    const std::size_t begin = archive.size();
    archive += directory;
    if (options.zip64) {
        const std::size_t end64 = archive.size();
        archive += "PK\x06\x06" + little_endian(44, 8) + std::string(12, '\0') +
                   little_endian(files.size(), 8) + little_endian(files.size(), 8) +
                   little_endian(directory.size(), 8) + little_endian(begin, 8);
        archive +=
            "PK\x06\x07" + little_endian(0, 4) + little_endian(end64, 8) + little_endian(1, 4);
    }
    const std::uint64_t count = options.zip64 ? 0xffff : files.size();
    return archive + "PK\x05\x06" + little_endian(0, 4) + little_endian(count, 2) +
           little_endian(count, 2) +
           little_endian(options.zip64 ? 0xffffffff : directory.size(), 4) +
           little_endian(options.zip64 ? 0xffffffff : begin, 4) + little_endian(0, 2);
}

/// Writes (without waiting for the disk) and gives the path back.
inline std::filesystem::path put(const std::filesystem::path& path, std::string_view content) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
    return path;
}

}  // namespace plumbline::tests
