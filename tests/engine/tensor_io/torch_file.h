// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/tensor_io/file_builder.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace plumbline::tests {

/// A tensor of a torch file: type is an 8-bit one like "float8_e4m3fn" or a storage like
/// "FloatStorage".
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
    const auto bits = static_cast<std::uint64_t>(value);
    return value >> 31 == 0 ? "J" + little_endian(bits, 4)
                            : "\x8a" + little_endian(8, 1) + little_endian(bits, 8);
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
    std::string code =
        global("torch._utils", typed ? "_rebuild_tensor_v2" : "_rebuild_tensor_v3") + "(";
    code += "(" + text("storage") +
            (typed ? global("torch", tensor.type) : global("torch.storage", "UntypedStorage")) +
            text(key) + text("cpu") + number(elements) + "tQ";
    code += number(0) + numbers(tensor.shape) + numbers(strides) + "\x89" +
            global("collections", "OrderedDict") + ")R";
    if (!typed) code += global("torch", tensor.type);
    return code + "tR";
}

/// A dictionary of these tensors; root: a name under which it lies in another one, or empty.
inline std::string pickle(const std::vector<TorchTensor>& tensors, const std::string& root) {
    std::string dictionary = "}(";
    for (std::size_t i = 0; i < tensors.size(); ++i)
        dictionary += text(tensors[i].name) + tensor(tensors[i], std::to_string(i));
    dictionary += "u";
    const std::string whole = root.empty() ? dictionary : "}(" + text(root) + dictionary + "u";
    return "\x80\x02" + whole + ".";
}

}  // namespace torch_file

/// These tensors in the form that torch.save writes.
inline std::string torch_file_bytes(const std::vector<TorchTensor>& tensors,
                                    const std::string& root = {}) {
    std::vector<std::pair<std::string, std::string>> files{
        {"archive/data.pkl", torch_file::pickle(tensors, root)}};
    for (std::size_t i = 0; i < tensors.size(); ++i)
        files.emplace_back("archive/data/" + std::to_string(i), tensors[i].bytes);
    files.emplace_back("archive/version", "3\n");
    return zip_bytes(files);
}

}  // namespace plumbline::tests
