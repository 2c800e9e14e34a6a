// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/tensor_io/file_builder.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace plumbline::tests {

/// A file of an archive: this content, or so many zeros.
struct HollowFile {
    std::string name;
    std::string content;
    std::uint64_t zeros = 0;

    [[nodiscard]] std::uint64_t size() const { return zeros > 0 ? zeros : content.size(); }
};

/// Writes a zip64 archive whose zeros take no room on the disk, so that it may be larger than that.
inline void put_hollow_zip(const std::filesystem::path& path,
                           const std::vector<HollowFile>& files) {
    std::ofstream archive(path, std::ios::binary | std::ios::trunc);
    std::uint64_t offset = 0;
    std::string directory;
    for (const HollowFile& file : files) {
        const std::string sizes = little_endian(file.size(), 8) + little_endian(file.size(), 8);
        const std::string common =
            std::string(12, '\0') + std::string(8, '\xff') + little_endian(file.name.size(), 2);
        const std::string local = "PK\x03\x04" + little_endian(45, 2) + common +
                                  little_endian(20, 2) + file.name + little_endian(1, 2) +
                                  little_endian(16, 2) + sizes;
        directory += "PK\x01\x02" + little_endian(45, 4) + common + little_endian(28, 2) +
                     std::string(10, '\0') + std::string(4, '\xff') + file.name +
                     little_endian(1, 2) + little_endian(24, 2) + sizes + little_endian(offset, 8);
        archive.seekp(static_cast<std::streamoff>(offset));
        archive << local << file.content;
        offset += local.size() + file.size();
    }
    archive.seekp(static_cast<std::streamoff>(offset));
    const std::string end64 = "PK\x06\x06" + little_endian(44, 8) + std::string(12, '\0') +
                              little_endian(files.size(), 8) + little_endian(files.size(), 8) +
                              little_endian(directory.size(), 8) + little_endian(offset, 8);
    const std::string locator = "PK\x06\x07" + little_endian(0, 4) +
                                little_endian(offset + directory.size(), 8) + little_endian(1, 4);
    archive << directory << end64 << locator << "PK\x05\x06" << little_endian(0, 4)
            << std::string(12, '\xff') << little_endian(0, 2);
}

}  // namespace plumbline::tests
