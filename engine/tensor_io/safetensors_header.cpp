// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/safetensors_header.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <limits>
#include <set>
#include <utility>

namespace plumbline::tensor_io {
namespace {

struct DtypeName {
    std::string_view name;
    at::ScalarType dtype;
};

constexpr std::array<DtypeName, 12> kDtypeNames = {{{"F64", at::kDouble},
                                                    {"F32", at::kFloat},
                                                    {"F16", at::kHalf},
                                                    {"BF16", at::kBFloat16},
                                                    {"I64", at::kLong},
                                                    {"I32", at::kInt},
                                                    {"I16", at::kShort},
                                                    {"I8", at::kChar},
                                                    {"U8", at::kByte},
                                                    {"BOOL", at::kBool},
                                                    {"F8_E4M3", at::kFloat8_e4m3fn},
                                                    {"F8_E5M2", at::kFloat8_e5m2}}};

// More than any kernel of LibTorch takes.
constexpr std::size_t kMostDimensions = 64;

constexpr std::string_view kMetadataKey = "__metadata__";

/// Follows the JSON as it is read, one function an event. A document tree would keep only the last
/// of two equal names and would follow any nesting.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit HeaderReader(const std::filesystem::path& path) : path_(path) {}

    SafetensorsHeader take() { return std::move(header_); }

    bool null() override { return refuse_value("null"); }
    bool boolean(bool) override { return refuse_value("a boolean"); }
    bool binary(binary_t&) override { return refuse_value("binary data"); }
    bool number_float(number_float_t, const string_t& text) override {
        fail(fmt::format("{} holds the number {}, which is no whole number in range", where(),
                         in_quotes(text)));
    }
    bool number_integer(number_integer_t value) override {
        fail(fmt::format("{} holds the negative number {}", where(), value));
    }
    bool number_unsigned(number_unsigned_t value) override;
    bool string(string_t& text) override;
    bool start_object(std::size_t) override;
    bool end_object() override;
    bool start_array(std::size_t) override;
    bool end_array() override;
    bool key(string_t& text) override;
    bool parse_error(std::size_t position,
                     const std::string&,
                     const nlohmann::detail::exception&) override {
        fail(fmt::format("the header is not valid JSON at byte {}", position));
    }

private:
    enum class State { Start, Top, Tensor, Metadata, Shape, Offsets, End };

    [[noreturn]] void fail(const std::string& what) const {
        throw Error(ErrorKind::Input, fmt::format("{}: {}", path_.string(), what),
                    "the file is damaged or no safetensors file; get it again");
    }
    [[noreturn]] bool refuse_value(std::string_view what) const {
        fail(fmt::format("{} holds {}, which does not belong there", where(), what));
    }
    [[nodiscard]] std::string where() const {
        if (state_ == State::Start || state_ == State::End) return "the header";
        if (state_ == State::Top) return "the header's entry " + in_quotes(key_);
        if (state_ == State::Metadata) return "the metadata entry " + in_quotes(key_);
        return fmt::format("field {} of tensor {}", in_quotes(key_), in_quotes(tensor_.name));
    }
    void finish_tensor();

    std::filesystem::path path_;
    SafetensorsHeader header_;
    State state_ = State::Start;
    std::string key_;
    std::set<std::string> names_;
    std::set<std::string> fields_;  // of the tensor being read
    SafetensorsHeader::Tensor tensor_;
};

bool HeaderReader::number_unsigned(number_unsigned_t value) {
    if (state_ == State::Shape) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            fail(fmt::format("{} holds the number {}, which is too large", where(), value));
        }
        if (tensor_.shape.size() == kMostDimensions) {
            fail(fmt::format("{} has more than {} dimensions", where(), kMostDimensions));
        }
        tensor_.shape.push_back(static_cast<std::int64_t>(value));
        return true;
    }
    if (state_ == State::Offsets) {
        if (tensor_.data_offsets.size() == 2) fail(where() + " holds more than two numbers");
        tensor_.data_offsets.push_back(value);
        return true;
    }
    refuse_value("a number");
}

bool HeaderReader::string(string_t& text) {
    if (state_ == State::Tensor && key_ == "dtype") {
        tensor_.dtype = std::move(text);
        return true;
    }
    if (state_ == State::Metadata) {
        if (!header_.metadata.emplace(key_, std::move(text)).second) {
            fail(where() + " is there twice");
        }
        return true;
    }
    refuse_value("text");
}

bool HeaderReader::start_object(std::size_t) {
    if (state_ == State::Start) {
        state_ = State::Top;
    } else if (state_ == State::Top) {
        if (!names_.insert(key_).second)
            fail(fmt::format("tensor {} is there twice", in_quotes(key_)));
        state_ = key_ == kMetadataKey ? State::Metadata : State::Tensor;
        tensor_ = {.name = key_, .dtype = {}, .shape = {}, .data_offsets = {}};
        fields_.clear();
    } else {
        refuse_value("an object");
    }
    return true;
}

bool HeaderReader::end_object() {
    if (state_ == State::Tensor) finish_tensor();
    state_ = state_ == State::Top ? State::End : State::Top;
    return true;
}

bool HeaderReader::start_array(std::size_t) {
    const bool is_shape = state_ == State::Tensor && key_ == "shape";
    const bool is_offsets = state_ == State::Tensor && key_ == "data_offsets";
    if (!is_shape && !is_offsets) refuse_value("a list");
    state_ = is_shape ? State::Shape : State::Offsets;
    return true;
}

bool HeaderReader::end_array() {
    if (state_ == State::Offsets && tensor_.data_offsets.size() != 2) {
        fail(where() + " does not hold two numbers");
    }
    state_ = State::Tensor;
    return true;
}

bool HeaderReader::key(string_t& text) {
    key_ = std::move(text);
    if (state_ != State::Tensor) return true;
    if (key_ != "dtype" && key_ != "shape" && key_ != "data_offsets") {
        fail(where() + " is unknown");
    }
    if (!fields_.insert(key_).second) fail(where() + " is there twice");
    return true;
}

void HeaderReader::finish_tensor() {
    for (const char* field : {"dtype", "shape", "data_offsets"}) {
        if (!fields_.contains(field)) {
            fail(fmt::format("tensor {} has no field '{}'", in_quotes(tensor_.name), field));
        }
    }
    header_.tensors.push_back(std::move(tensor_));
}

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json,
                                           const std::filesystem::path& path) {
    HeaderReader reader(path);
    nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
    return reader.take();
}

std::optional<at::ScalarType> dtype_of_safetensors_name(std::string_view name) {
    for (const DtypeName& item : kDtypeNames) {
        if (item.name == name) return item.dtype;
    }
    return std::nullopt;
}

std::string_view safetensors_name_of_dtype(at::ScalarType dtype) {
    for (const DtypeName& item : kDtypeNames) {
        if (item.dtype == dtype) return item.name;
    }
    return {};
}

}  // namespace plumbline::tensor_io
