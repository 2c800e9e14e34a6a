// SPDX-License-Identifier: GPL-3.0-or-later
#include "tensor_io/pickle.h"

#include "base/error.h"
#include "tensor_io/in_quotes.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <unordered_map>
#include <utility>

namespace plumbline::tensor_io {
namespace {

using Kind = PickleValue::Kind;

// Checkpoints of the largest models hold some ten thousand values; these bounds keep a hostile one
// small.
constexpr std::size_t kMostCodeBytes = std::size_t{32} << 20;
constexpr std::size_t kMostValues = 1'000'000;
constexpr std::uint8_t kHighestProtocol = 5;
constexpr std::string_view kOrderedDict = "collections.OrderedDict";

/// The stack machine of the pickle format. Source: Python's pickletools documentation of each
/// operation.
class PickleMachine {
public:
    PickleMachine(std::string_view code,
                  std::span<const std::string_view> allowed_classes,
                  const std::filesystem::path& path)
        : code_(code), allowed_classes_(allowed_classes), path_(path) {}

    PickleDocument run();

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw Error(ErrorKind::Input,
                    fmt::format("{}: {} (byte {} of data.pkl)", path_.string(), what, at_),
                    "the file is damaged or no plain checkpoint; get the .safetensors form");
    }

    std::string_view take(std::uint64_t count);
    std::uint64_t number(std::size_t count);
    std::string_view line();

    PickleValue& push(Kind kind);
    void push_integer(std::int64_t value) { push(Kind::Integer).integer = value; }
    void push_text(std::uint64_t count) { push(Kind::Text).text = take(count); }
    void push_long(std::size_t count);
    PickleValue* pop();
    PickleValue& top();
    std::vector<const PickleValue*> pop_to_mark();
    void memoize(std::uint64_t index);
    void recall(std::uint64_t index);

    bool run_scalar(std::uint8_t operation);
    bool run_text(std::uint8_t operation);
    bool run_container(std::uint8_t operation);
    bool run_stack(std::uint8_t operation);
    bool run_object(std::uint8_t operation);

    void push_tuple(std::size_t count);
    void append(std::vector<const PickleValue*> added);
    void set_items(std::vector<const PickleValue*> added);
    void push_class(std::string_view module, std::string_view name);
    void call();
    void build();

    std::string_view code_;
    std::span<const std::string_view> allowed_classes_;
    const std::filesystem::path& path_;
    std::size_t at_ = 0;
    PickleDocument document_;
    std::vector<PickleValue*> stack_;
    std::vector<std::size_t> marks_;  // stack sizes at each mark
    std::unordered_map<std::uint64_t, PickleValue*> memo_;
};

std::string_view PickleMachine::take(std::uint64_t count) {
    if (count > code_.size() - at_) fail("the pickle is cut short");
    const std::string_view bytes = code_.substr(at_, count);
    at_ += count;
    return bytes;
}

std::uint64_t PickleMachine::number(std::size_t count) {
    std::uint64_t value = 0;
    std::size_t shift = 0;
    for (const char c : take(count)) {
        value |= std::uint64_t{static_cast<unsigned char>(c)} << shift;
        shift += 8;
    }
    return value;
}

std::string_view PickleMachine::line() {
    const std::size_t end = code_.find('\n', at_);
    if (end == std::string_view::npos) fail("the pickle is cut short");
    const std::string_view text = take(end - at_);
    ++at_;
    return text;
}

PickleValue& PickleMachine::push(Kind kind) {
    if (document_.values.size() == kMostValues) {
        fail(fmt::format("it holds more than {} values", kMostValues));
    }
    PickleValue& value = document_.values.emplace_back();
    value.kind = kind;
    stack_.push_back(&value);
    return value;
}

void PickleMachine::push_long(std::size_t count) {
    if (count > 8) fail("it holds a number of more than 64 bits");
    std::uint64_t value = number(count);
    // Two's complement of any width: the highest bit is the sign.
    const bool is_negative = count > 0 && (value >> (8 * count - 1)) != 0;
    if (is_negative && count < 8) value |= ~std::uint64_t{0} << (8 * count);
    push_integer(static_cast<std::int64_t>(value));
}

PickleValue& PickleMachine::top() {
    if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) fail("a value is missing");
    return *stack_.back();
}

PickleValue* PickleMachine::pop() {
    PickleValue* value = &top();
    stack_.pop_back();
    return value;
}

std::vector<const PickleValue*> PickleMachine::pop_to_mark() {
    if (marks_.empty()) fail("a mark is missing");
    const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<const PickleValue*> values(first, stack_.end());
    stack_.erase(first, stack_.end());
    marks_.pop_back();
    return values;
}

void PickleMachine::memoize(std::uint64_t index) {
    if (memo_.size() >= kMostValues)
        fail(fmt::format("it remembers more than {} values", kMostValues));
    memo_.insert_or_assign(index, &top());
}

void PickleMachine::recall(std::uint64_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) fail("it refers to a value that is not there");
    stack_.push_back(found->second);
}

bool PickleMachine::run_scalar(std::uint8_t operation) {
    switch (operation) {
        case 'N': push(Kind::None); return true;
        case 0x88: push(Kind::Boolean).integer = 1; return true;
        case 0x89: push(Kind::Boolean).integer = 0; return true;
        case 'J': push_integer(static_cast<std::int32_t>(number(4))); return true;
        case 'K': push_integer(static_cast<std::int64_t>(number(1))); return true;
        case 'M': push_integer(static_cast<std::int64_t>(number(2))); return true;
        case 0x8a: push_long(number(1)); return true;
        case 0x8b: push_long(number(4)); return true;
        case 'G': {
            std::uint64_t bits = 0;  // the one big-endian number of the format
            for (const char c : take(8)) bits = bits << 8 | static_cast<unsigned char>(c);
            push(Kind::Real).real = std::bit_cast<double>(bits);
            return true;
        }
        default: return false;
    }
}

bool PickleMachine::run_text(std::uint8_t operation) {
    switch (operation) {
        case 0x8c:  // text, or bytes, after a length of one byte …
        case 'U':
        case 'C': push_text(number(1)); return true;
        case 'X':  // … of four …
        case 'T':
        case 'B': push_text(number(4)); return true;
        case 0x8d:  // … of eight
        case 0x8e: push_text(number(8)); return true;
        default: return false;
    }
}

void PickleMachine::push_tuple(std::size_t count) {
    std::vector<const PickleValue*> items(count);
    for (std::size_t i = count; i-- > 0;) items[i] = pop();
    push(Kind::Tuple).items = std::move(items);
}

void PickleMachine::append(std::vector<const PickleValue*> added) {
    PickleValue& list = top();
    if (!list.is(Kind::List)) fail("it appends to what is no list");
    list.items.insert(list.items.end(), added.begin(), added.end());
}

void PickleMachine::set_items(std::vector<const PickleValue*> added) {
    PickleValue& dictionary = top();
    if (!dictionary.is(Kind::Dictionary)) fail("it sets an item of what is no dictionary");
    if (added.size() % 2 != 0) fail("a key of a dictionary has no value");
    dictionary.items.insert(dictionary.items.end(), added.begin(), added.end());
}

bool PickleMachine::run_container(std::uint8_t operation) {
    switch (operation) {
        case ')': push(Kind::Tuple); return true;
        case 0x85: push_tuple(1); return true;
        case 0x86: push_tuple(2); return true;
        case 0x87: push_tuple(3); return true;
        case ']': push(Kind::List); return true;
        case '}': push(Kind::Dictionary); return true;
        case 't':
        case 'l': {
            auto items = pop_to_mark();
            push(operation == 't' ? Kind::Tuple : Kind::List).items = std::move(items);
            return true;
        }
        case 'd': {
            auto items = pop_to_mark();
            push(Kind::Dictionary);
            set_items(std::move(items));
            return true;
        }
        case 'a': {
            const PickleValue* item = pop();
            append({item});
            return true;
        }
        case 'e': append(pop_to_mark()); return true;
        case 's': {
            const PickleValue* value = pop();
            const PickleValue* key = pop();
            set_items({key, value});
            return true;
        }
        case 'u': set_items(pop_to_mark()); return true;
        default: return false;
    }
}

bool PickleMachine::run_stack(std::uint8_t operation) {
    switch (operation) {
        case 0x80:
            if (number(1) > kHighestProtocol) fail("the pickle is of a newer kind");
            return true;
        case 0x95: number(8); return true;  // the length of a frame, of use to streams only
        case '(': marks_.push_back(stack_.size()); return true;
        case '0': pop(); return true;
        case '1': pop_to_mark(); return true;
        case '2': stack_.push_back(&top()); return true;
        case 'q': memoize(number(1)); return true;
        case 'r': memoize(number(4)); return true;
        case 0x94: memoize(memo_.size()); return true;
        case 'h': recall(number(1)); return true;
        case 'j': recall(number(4)); return true;
        default: return false;
    }
}

void PickleMachine::push_class(std::string_view module, std::string_view name) {
    const std::string full = fmt::format("{}.{}", module, name);
    if (std::ranges::find(allowed_classes_, full) == allowed_classes_.end()) {
        throw Error(
            ErrorKind::Input,
            fmt::format("{}: holds an object of {}, and reading weights refuses to run code",
                        path_.string(), in_quotes(full)),
            "save the state_dict alone, or get the .safetensors form");
    }
    push(Kind::Class).text = full;
}

void PickleMachine::call() {
    const PickleValue* arguments = pop();
    const PickleValue* callee = pop();
    if (!callee->is(Kind::Class) || !arguments->is(Kind::Tuple)) fail("it calls what is no class");
    if (callee->text == kOrderedDict) {
        if (!arguments->items.empty()) fail("a dictionary is built in an unknown way");
        push(Kind::Dictionary);
        return;
    }
    PickleValue& result = push(Kind::Call);
    result.text = callee->text;
    result.items = arguments->items;
}

/// Attributes of an object. torch puts "_metadata" on the dictionary of a module; weights do not
/// need it.
void PickleMachine::build() {
    pop();
    if (!top().is(Kind::Dictionary)) fail("it sets the state of an object");
}

bool PickleMachine::run_object(std::uint8_t operation) {
    switch (operation) {
        case 'c': {
            const std::string_view module = line();
            push_class(module, line());
            return true;
        }
        case 0x93: {
            const PickleValue* name = pop();
            const PickleValue* module = pop();
            if (!name->is(Kind::Text) || !module->is(Kind::Text)) fail("a class has no name");
            push_class(module->text, name->text);
            return true;
        }
        case 'R':
        case 0x81: call(); return true;
        case 'b': build(); return true;
        case 'Q': {
            const PickleValue* identifier = pop();
            push(Kind::Persistent).items = {identifier};
            return true;
        }
        default: return false;
    }
}

PickleDocument PickleMachine::run() {
    if (code_.size() > kMostCodeBytes) fail("the pickle is too large");
    while (true) {
        const auto operation = static_cast<std::uint8_t>(number(1));
        if (operation == '.') break;
        const bool is_known = run_scalar(operation) || run_text(operation) ||
                              run_container(operation) || run_stack(operation) ||
                              run_object(operation);
        if (!is_known)
            fail(fmt::format("the pickle operation {:#04x} is not supported", operation));
    }
    document_.root = pop();
    return std::move(document_);
}

}  // namespace

PickleDocument read_pickle(std::string_view code,
                           std::span<const std::string_view> allowed_classes,
                           const std::filesystem::path& path) {
    return PickleMachine(code, allowed_classes, path).run();
}

}  // namespace plumbline::tensor_io
