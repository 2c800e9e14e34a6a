// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/tensor_io/file_builder.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::tests {

/// A tensor of a torch file: type is "float8_e4m3fn" or a storage like "FloatStorage".
struct TorchTensor {
    std::string name;
    std::string type;
    std::vector<std::int64_t> shape;
    std::string bytes;
};

namespace torch_file {

inline std::string text(const std::string& value) {
    return "X" + little_endian(value.size(), 4) + value;
}
inline std::string number(std::int64_t value) {
    return "J" + little_endian(static_cast<std::uint64_t>(value), 4);
}
inline std::string numbers(const std::vector<std::int64_t>& values) {
    std::string code = "(";
    for (const std::int64_t value : values) code += number(value);
    return code + "t";
}
inline std::string global(const std::string& module, const std::string& name) {
    return "c" + module + "\n" + name + "\n";
}

/// The call that makes one tensor, as torch.save pickles it.
inline std::string tensor(const TorchTensor& tensor, const std::string& key) {
    const bool typed = tensor.type.ends_with("Storage");
    std::vector<std::int64_t> strides(tensor.shape.size());
    std::int64_t elements = 1;
    for (std::size_t i = tensor.shape.size(); i-- > 0;) {
        strides[i] = elements;
        elements *= tensor.shape[i];
    }
    const std::int64_t size = typed ? elements : static_cast<std::int64_t>(tensor.bytes.size());
    std::string code =
        global("torch._utils", typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3") + "(";
    code += "(" + text("storage") +
            (typed ? global("torch", tensor.type) : global("torch.storage", "UntypedStorage")) +
            text(key) + text("cpu") + number(size) + "tQ";
    code += number(0) + numbers(tensor.shape) + numbers(strides) + "\x89" +
            global("collections", "OrderedDict") + ")R";
    if (!typed) code += global("torch", tensor.type);
    return code + "tR";
}

}  // namespace torch_file

/// A dictionary of these tensors, in the form that torch.save writes; root: a name under which it
/// lies in another one, or empty.
inline std::string torch_file_bytes(const std::vector<TorchTensor>& tensors,
                                    const std::string& root = {}) {
    std::string dictionary = "}(";
    std::vector<std::pair<std::string, std::string>> files;
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const std::string key = std::to_string(i);
        dictionary += torch_file::text(tensors[i].name) + torch_file::tensor(tensors[i], key);
        files.emplace_back("archive/data/" + key, tensors[i].bytes);
    }
    dictionary += "u";
    const std::string whole =
        root.empty() ? dictionary : "}(" + torch_file::text(root) + dictionary + "u";
    files.insert(files.begin(), {"archive/data.pkl", "\x80\x02" + whole + "."});
    files.emplace_back("archive/version", "3\n");
    return zip_bytes(files);
}

}  // namespace plumbline::tests
