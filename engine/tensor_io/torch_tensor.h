// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tensor_io/pickle.h"
#include "tensor_io/weight_map.h"
#include "tensor_io/zip_directory.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plumbline::tensor_io {

/// Every class that the pickle of a plain checkpoint may name.
[[nodiscard]] std::vector<std::string_view> torch_classes();

/// Whether this is a call of one of torch's tensor constructors.
[[nodiscard]] bool is_torch_tensor(const PickleValue& value);

/// Turns the constructor calls of tensors into their places in the file.
class TorchTensorReader {
public:
    /// entries: the files of the archive. root: "archive/" of "archive/data.pkl". entries must
    /// outlive this.
    TorchTensorReader(std::shared_ptr<const base::MappedFile> file,
                      const std::map<std::string, ZipEntry>& entries,
                      std::string root);

    /// value: one for which is_torch_tensor() holds. name: for messages. Every element of the
    /// result lies inside its storage in the archive. Throws Error{Input}.
    [[nodiscard]] WeightEntry read(const PickleValue& value, const std::string& name) const;

private:
    struct Storage {
        at::ScalarType dtype = at::kByte;
        ZipEntry place;
    };

    [[noreturn]] void refuse(const std::string& name, std::string_view what) const;
    [[nodiscard]] Storage storage(const PickleValue& value, const std::string& name) const;
    [[nodiscard]] std::vector<std::int64_t> sizes(const PickleValue& value,
                                                  const std::string& name) const;
    void set_extent(WeightEntry& entry,
                    std::int64_t first,
                    std::int64_t available,
                    const std::string& name) const;

    std::shared_ptr<const base::MappedFile> file_;
    const std::map<std::string, ZipEntry>& entries_;
    std::string root_;
};

}  // namespace plumbline::tensor_io
