// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/file.h"

#include <cstddef>
#include <map>
#include <string>

namespace plumbline::tensor_io {

/// Where the content of one file of an archive lies. Always inside the mapped file.
struct ZipEntry {
    std::size_t offset = 0;
    std::size_t bytes = 0;
};

/// The files of a zip archive (also a zip64 one) by name. Nothing is unpacked, so only stored files
/// are taken. Checksums are not looked at. Throws Error{Input}: cut short, sizes outside the file,
/// compressed, encrypted or split archives, a name given twice. Source: PKWARE APPNOTE 6.3.
[[nodiscard]] std::map<std::string, ZipEntry> read_zip_directory(const base::MappedFile& file);

}  // namespace plumbline::tensor_io
