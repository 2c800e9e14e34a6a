// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/torch_zip.h"

#include "base/file.h"
#include "engine/tensor_io/file_builder.h"
#include "support/expect_error.h"
#include "support/temporary_folder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace plumbline::tensor_io {
namespace {

using namespace std::string_literals;
using tests::expect_error;
using tests::put;
using tests::TemporaryFolder;

const std::filesystem::path kGoldens = std::filesystem::path(PLUMBLINE_GOLDENS) / "torch_zip";

at::Tensor counted(at::IntArrayRef shape) {
    return at::arange(c10::multiply_integers(shape), at::kFloat).view(shape);
}

/// Fields of one tensor in a pickle, so that a test can bend each.
struct TensorCode {
    std::string storage = "ctorch\nFloatStorage\n";
    std::string key = "U\0010";
    std::string count = "K\x06";
    std::string first = "K\0"s;
    std::string shape = "(K\2K\3t";
    std::string strides = "(K\3K\1t";
    std::string callee = "ctorch._utils\n_rebuild_tensor_v2\n";
    std::string rest = "\x89}";

    [[nodiscard]] std::string code() const {
        return callee + "((U\7storage" + storage + key + "U\3cpu" + count + "tQ" + first + shape +
               strides + rest + "tR";
    }
};

std::string archive_of(const std::string& pickle, const std::string& data = std::string(24, '\0')) {
    return tests::zip_bytes({{"x/data.pkl", pickle}, {"x/data/0", data}});
}

std::string archive_of(const TensorCode& tensor) {
    return archive_of("}U\1w" + tensor.code() + "s.");
}

void expect_refused(const std::string& archive, std::string_view part) {
    const TemporaryFolder folder;
    const auto path = put(folder / "bad.pth", archive);
    expect_error(ErrorKind::Input, part, [&] { return open_torch_zip(path); });
    expect_error(ErrorKind::Input, path.string(), [&] { return open_torch_zip(path); });
}

TEST(TorchZip, ReadsTheStateOfAModule) {
    const WeightMap weights = open_torch_zip(kGoldens / "module.pth");
    EXPECT_EQ(weights.entries().size(), 7u);
    EXPECT_TRUE(at::equal(weights.tensor("0.weight"), counted({2, 3})));
    EXPECT_TRUE(at::equal(weights.tensor("0.bias"), counted({2}) + 10));
    EXPECT_EQ(weights.tensor("1.num_batches_tracked").dim(), 0);
    EXPECT_EQ(weights.tensor("1.num_batches_tracked").item<std::int64_t>(), 0);
    EXPECT_EQ(weights.tensor("1.running_var").sum().item<float>(), 2.0f);
}

TEST(TorchZip, ReadsParameters) {
    const WeightMap weights = open_torch_zip(kGoldens / "parameters.pth");
    EXPECT_TRUE(at::equal(weights.tensor("weight"), counted({2, 3})));
    EXPECT_TRUE(at::equal(weights.tensor("bias"), counted({2}) + 10));
}

TEST(TorchZip, ReadsEveryTypeInEveryProtocol) {
    const std::pair<const char*, at::ScalarType> types[] = {{"float64", at::kDouble},
                                                            {"float32", at::kFloat},
                                                            {"float16", at::kHalf},
                                                            {"bfloat16", at::kBFloat16},
                                                            {"int64", at::kLong},
                                                            {"int32", at::kInt},
                                                            {"int16", at::kShort},
                                                            {"int8", at::kChar},
                                                            {"uint8", at::kByte},
                                                            {"float8_e4m3fn", at::kFloat8_e4m3fn},
                                                            {"float8_e5m2", at::kFloat8_e5m2}};
    for (const char* file : {"types.pth", "protocol4.pth"}) {
        const WeightMap weights = open_torch_zip(kGoldens / file);
        EXPECT_EQ(weights.entries().size(), 14u);
        for (const auto& [name, dtype] : types) {
            EXPECT_EQ(weights.tensor(name).scalar_type(), dtype);
            EXPECT_TRUE(at::equal(weights.tensor(name).to(at::kFloat),
                                  counted({2, 4}).to(dtype).to(at::kFloat)))
                << name;
        }
        EXPECT_EQ(weights.tensor("bool").to(at::kInt).sum().item<int>(), 2);
        EXPECT_EQ(weights.tensor("scalar").item<float>(), 2.5f);
        EXPECT_EQ(weights.tensor("empty").sizes(), at::IntArrayRef({0, 3}));
    }
}

TEST(TorchZip, KeepsViewsAsTheyWereSaved) {
    const WeightMap weights = open_torch_zip(kGoldens / "views.pth");
    const at::Tensor whole = counted({3, 4});
    EXPECT_TRUE(at::equal(weights.tensor("whole"), whole));
    EXPECT_TRUE(at::equal(weights.tensor("transposed"), whole.t()));
    EXPECT_TRUE(at::equal(weights.tensor("column"), whole.select(1, 1)));
    EXPECT_TRUE(at::equal(weights.tensor("tail"), whole.slice(0, 2)));
    EXPECT_TRUE(at::equal(weights.tensor("every_second"), whole.slice(1, 0, 4, 2)));
    // One storage for all of them.
    EXPECT_EQ(weights.tensor("transposed").const_data_ptr(),
              weights.tensor("whole").const_data_ptr());
    EXPECT_TRUE(weights.entry("whole").strides.empty());
}

TEST(TorchZip, PeelsTheUsualRoots) {
    const WeightMap weights = open_torch_zip(kGoldens / "nested.pt");
    EXPECT_EQ(weights.entries().size(), 1u);
    EXPECT_EQ(weights.tensor("weight").scalar_type(), at::kHalf);
    EXPECT_EQ(weights.tensor("weight").to(at::kFloat).sum().item<float>(), 6.0f);
}

TEST(TorchZip, RefusesOtherRootsAndClasses) {
    const auto refused = [](const char* file, std::string_view part) {
        expect_error(ErrorKind::Input, part, [&] { return open_torch_zip(kGoldens / file); });
    };
    refused("code.pth", "'datetime.date', and reading weights refuses to run code");
    refused("list.pth", "something else than a dictionary");
    refused("expanded.pth", "repeats its data");
    refused("legacy.pth", "zip");
}

TEST(TorchZip, ReadsMisalignedDataAndNumberedTensors) {
    const float values[] = {0, 1, 2, 3, 4, 5};
    const std::string data(reinterpret_cast<const char*>(values), sizeof values);
    TensorCode transposed;
    transposed.shape = "(K\3K\2t";
    transposed.strides = "(K\1K\3t";
    const TemporaryFolder folder;
    // Names of different lengths move the data through every alignment.
    for (const std::string root : {"", "x/", "xx/", "xxx/", "xxxx/"}) {
        const auto path =
            put(folder / "file",
                tests::zip_bytes({{root + "data.pkl", "}K\x05" + TensorCode().code() + "sU\1t" +
                                                          transposed.code() + "s."},
                                  {root + "byteorder", "little"},
                                  {root + "data/0", data}}));
        const WeightMap weights = open_torch_zip(path);
        EXPECT_TRUE(at::equal(weights.tensor("5"), counted({2, 3})));
        EXPECT_TRUE(at::equal(weights.tensor("t"), counted({2, 3}).t()));
    }
}

TEST(TorchZip, RefusesArchivesThatAreNoCheckpoint) {
    expect_refused(tests::zip_bytes({{"a.txt", "hello"}}), "torch.save did not write it");
    expect_refused(tests::zip_bytes({{"x/y/data.pkl", "}."}}), "torch.save did not write it");
    expect_refused(tests::zip_bytes({{"x/data.pkl", "}."}, {"x/byteorder", "big"}}), "big-endian");
    expect_refused(archive_of("}U\1aK\1s."), "no tensors among its entries ('a')");
    expect_refused(archive_of("}."), "no tensors");
    expect_refused(archive_of("N."), "something else than a dictionary");
    expect_refused(archive_of("}q\0U\5modelh\0s."s), "no tensors");  // holds itself
    expect_refused(archive_of("}N" + TensorCode().code() + "s."), "no name");
    const std::string twice = "U\1w" + TensorCode().code() + "s";
    expect_refused(archive_of("}" + twice + twice + "."), "'w' is there twice");
}

TEST(TorchZip, RefusesViewsThatLeaveTheirData) {
    const std::string largest = "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f";
    const auto refused = [](auto change) {
        TensorCode tensor;
        change(tensor);
        expect_refused(archive_of(tensor), "reaches outside its data");
    };
    refused([](TensorCode& tensor) { tensor.first = "K\1"; });
    refused([](TensorCode& tensor) { tensor.first = "J\xff\xff\xff\xff"; });
    refused([&](TensorCode& tensor) { tensor.first = largest; });
    refused([](TensorCode& tensor) { tensor.shape = "(K\3K\3t"; });
    refused([](TensorCode& tensor) { tensor.strides = "(K\4K\1t"; });
    refused([&](TensorCode& tensor) { tensor.strides = "(" + largest + largest + "t"; });
    refused([&](TensorCode& tensor) { tensor.shape = "(" + largest + largest + "t"; });
    refused([&](TensorCode& tensor) { tensor.shape = "(K\0"s + largest + "t"; });
    refused([&](TensorCode& tensor) {
        tensor.shape = "(" + largest + "K\1t";
        tensor.strides = "(K\0K\0t"s;
        tensor.first = largest;
    });
    TensorCode repeated;
    repeated.shape = "(" + largest.substr(0, 9) + "\0K\1t"s;
    repeated.strides = "(K\0K\0t"s;
    expect_refused(archive_of(repeated), "repeats its data");
}

TEST(TorchZip, RefusesTensorsOfAWrongForm) {
    const auto refused = [](std::string_view part, auto change) {
        TensorCode tensor;
        change(tensor);
        expect_refused(archive_of(tensor), part);
    };
    refused("claims more data", [](TensorCode& tensor) { tensor.count = "K\7"; });
    refused("claims more data", [](TensorCode& tensor) { tensor.count = "J\xff\xff\xff\xff"; });
    refused("claims more data",
            [](TensorCode& tensor) { tensor.storage = "ctorch\nDoubleStorage\n"; });
    refused("lacks its data '../0'", [](TensorCode& tensor) { tensor.key = "U\4../0"; });
    refused("unknown form", [](TensorCode& tensor) { tensor.key = "K\0"s; });
    refused("unknown form", [](TensorCode& tensor) { tensor.storage = "ctorch\nSize\n"; });
    refused("unknown form", [](TensorCode& tensor) { tensor.count = "K\6N"; });
    refused("do not match", [](TensorCode& tensor) { tensor.strides = "(K\1t"; });
    refused("do not match", [](TensorCode& tensor) { tensor.first = "N"; });
    refused("no proper shape", [](TensorCode& tensor) { tensor.shape = "N"; });
    refused("no list of sizes",
            [](TensorCode& tensor) { tensor.shape = "(K\2J\xff\xff\xff\xfft"; });
    refused("no list of sizes", [](TensorCode& tensor) { tensor.shape = "(K\2Nt"; });
    refused("garbled", [](TensorCode& tensor) { tensor.rest = ""; });
    refused("negated", [](TensorCode& tensor) { tensor.rest += "}U\3neg\x88s"; });
    refused("unknown type", [](TensorCode& tensor) {
        tensor.callee = "ctorch._utils\n_rebuild_tensor_v3\n";
        tensor.rest += "N";
    });
    refused("garbled",
            [](TensorCode& tensor) { tensor.callee = "ctorch._utils\n_rebuild_parameter\n"; });
    expect_refused(archive_of("}U\1wctorch._utils\n_rebuild_tensor_v2\n(K\1K\1K\1K\1K\1K\1tRs."),
                   "no storage");
    expect_refused(archive_of("}U\1wctorch._utils\n_rebuild_parameter\n)Rs."), "garbled");
}

TEST(TorchZip, RefusesEveryTruncation) {
    const TemporaryFolder folder;
    const std::string archive = base::read_file(kGoldens / "views.pth");
    for (std::size_t length = 0; length < archive.size(); length += 7) {
        const auto path = put(folder / "cut.pth", archive.substr(0, length));
        expect_error(ErrorKind::Input, "zip", [&] { return open_torch_zip(path); });
    }
}

}  // namespace
}  // namespace plumbline::tensor_io
