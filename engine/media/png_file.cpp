// SPDX-License-Identifier: GPL-3.0-or-later
#include "media/png_file.h"

#include "base/error.h"
#include "base/file.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <unistd.h>

namespace plumbline::media {
namespace {

constexpr int kCompressionLevel = 6;
constexpr std::uint64_t kMostPixels = std::uint64_t{1} << 28;
constexpr std::size_t kMessageBytes = 160;

// libpng reports errors by longjmp. So every function with a setjmp has trivial locals only, and
// everything that owns memory lives in its caller.

struct Trouble {
    std::array<char, kMessageBytes> message{};
    int error_number = EIO;
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
    auto* trouble = static_cast<Trouble*>(png_get_error_ptr(png));
    std::strncpy(trouble->message.data(), message, kMessageBytes - 1);
    png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

struct Writer {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Writer() = default;
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;
    ~Writer() { png_destroy_write_struct(&png, &info); }
};

struct Reader {
    png_structp png = nullptr;
    png_infop info = nullptr;
    Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

struct Source {
    const char* data = nullptr;
    std::size_t left = 0;
};

void write_bytes(png_structp png, png_bytep data, std::size_t count) {
    if (std::fwrite(data, 1, count, static_cast<std::FILE*>(png_get_io_ptr(png))) != count) {
        static_cast<Trouble*>(png_get_error_ptr(png))->error_number = errno;
        png_error(png, "write failed");
    }
}

void flush_bytes(png_structp) {}

void read_bytes(png_structp png, png_bytep data, std::size_t count) {
    auto* source = static_cast<Source*>(png_get_io_ptr(png));
    if (source->left < count) {
        png_error(png, "the file ends early");
    }
    std::memcpy(data, source->data, count);
    source->data += count;
    source->left -= count;
}

bool is_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(),
                       [](char letter) { return static_cast<unsigned char>(letter) < 128; });
}

std::vector<png_text> png_texts(std::span<const TextChunk> texts) {
    std::vector<png_text> result;
    for (const TextChunk& chunk : texts) {
        png_text text{};
        text.key = const_cast<char*>(chunk.key.c_str());  // libpng copies both
        text.text = const_cast<char*>(chunk.text.c_str());
        if (is_ascii(chunk.text)) {
            text.compression = PNG_TEXT_COMPRESSION_NONE;
            text.text_length = chunk.text.size();
        } else {
            text.compression = PNG_ITXT_COMPRESSION_NONE;
            text.itxt_length = chunk.text.size();
        }
        result.push_back(text);
    }
    return result;
}

/// Rows of RGB in memory order.
struct Pixels {
    int width = 0, height = 0;
    int bits = 8;  // a channel
    const std::uint8_t* first = nullptr;

    [[nodiscard]] std::size_t row_bytes() const {
        return static_cast<std::size_t>(width) * 3 * static_cast<std::size_t>(bits / 8);
    }
};

bool encode(png_structp png,
            png_infop info,
            std::FILE* file,
            const Pixels& image,
            const std::vector<png_text>& texts) {
    if (setjmp(png_jmpbuf(png)) != 0) {
        return false;
    }
    png_set_write_fn(png, file, &write_bytes, &flush_bytes);
    png_set_compression_level(png, kCompressionLevel);
    png_set_IHDR(png, info, static_cast<png_uint_32>(image.width),
                 static_cast<png_uint_32>(image.height), image.bits, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_sRGB(png, info, PNG_sRGB_INTENT_PERCEPTUAL);
    if (!texts.empty()) {
        png_set_text(png, info, texts.data(), static_cast<int>(texts.size()));
    }
    png_write_info(png, info);
    if (image.bits > 8) {
        png_set_swap(png);  // PNG has the high byte first
    }
    for (int row = 0; row < image.height; ++row) {
        png_write_row(png, image.first + static_cast<std::size_t>(row) * image.row_bytes());
    }
    png_write_end(png, nullptr);
    return true;
}

bool read_header(png_structp png, png_infop info, Source* source) {
    if (setjmp(png_jmpbuf(png)) != 0) {
        return false;
    }
    png_set_read_fn(png, source, &read_bytes);
    png_read_info(png, info);
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_strip_alpha(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
    return true;
}

/// Texts may also stand behind the pixels, so the file is read to its end.
bool read_rows(png_structp png, png_infop info, std::vector<png_bytep>& rows) {
    if (setjmp(png_jmpbuf(png)) != 0) {
        return false;
    }
    png_read_image(png, rows.data());
    png_read_end(png, info);
    return true;
}

std::vector<TextChunk> texts_of(png_structp png, png_infop info) {
    png_textp found = nullptr;
    int count = 0;
    png_get_text(png, info, &found, &count);
    std::vector<TextChunk> texts;
    for (const png_text& text : std::span(found, static_cast<std::size_t>(count))) {
        const std::size_t length =
            text.compression >= PNG_ITXT_COMPRESSION_NONE ? text.itxt_length : text.text_length;
        texts.push_back({text.key, std::string(text.text, length)});
    }
    return texts;
}

Error damaged(const std::filesystem::path& shown, const char* reason) {
    return {ErrorKind::Input, fmt::format("cannot read {}: the PNG is damaged", shown.string()),
            reason};
}

void write_pixels(const std::filesystem::path& path,
                  const std::filesystem::path& shown,
                  const Pixels& image,
                  std::span<const TextChunk> texts) {
    std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "wb"));
    if (!file) {
        throw base::write_failure(shown, errno);
    }
    Trouble trouble;
    Writer writer;
    writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &trouble, &on_error, &on_warning);
    writer.info = writer.png == nullptr ? nullptr : png_create_info_struct(writer.png);
    if (writer.info == nullptr) {
        throw std::bad_alloc();
    }
    if (!encode(writer.png, writer.info, file.get(), image, png_texts(texts))) {
        throw base::write_failure(shown, trouble.error_number);
    }
    if (std::fflush(file.get()) != 0 || fsync(fileno(file.get())) != 0 ||
        std::fclose(file.release()) != 0) {
        throw base::write_failure(shown, errno);
    }
}

}  // namespace

void write_png(const std::filesystem::path& path,
               const std::filesystem::path& shown,
               const api::Image& image,
               std::span<const TextChunk> texts) {
    write_pixels(
        path, shown,
        {.width = image.width, .height = image.height, .bits = 8, .first = image.pixels.data()},
        texts);
}

void write_png(const std::filesystem::path& path,
               const std::filesystem::path& shown,
               const DeepImage& image,
               std::span<const TextChunk> texts) {
    write_pixels(path, shown,
                 {.width = image.width,
                  .height = image.height,
                  .bits = 16,
                  .first = reinterpret_cast<const std::uint8_t*>(image.pixels.data())},
                 texts);
}

bool is_png(std::string_view bytes) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n");
}

PngContent read_png(std::string_view bytes, const std::filesystem::path& shown) {
    Trouble trouble;
    Reader reader;
    reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &trouble, &on_error, &on_warning);
    reader.info = reader.png == nullptr ? nullptr : png_create_info_struct(reader.png);
    if (reader.info == nullptr) {
        throw std::bad_alloc();
    }
    Source source{bytes.data(), bytes.size()};
    if (!read_header(reader.png, reader.info, &source)) {
        throw damaged(shown, trouble.message.data());
    }
    const std::uint64_t width = png_get_image_width(reader.png, reader.info);
    const std::uint64_t height = png_get_image_height(reader.png, reader.info);
    if (width * height > kMostPixels) {
        throw Error(ErrorKind::Input,
                    fmt::format("{} is {}x{} pixels", shown.string(), width, height),
                    "scale it down first");
    }
    PngContent content;
    content.image = {static_cast<int>(width), static_cast<int>(height), {}};
    if (png_get_rowbytes(reader.png, reader.info) != content.image.row_bytes()) {
        throw damaged(shown, "unexpected row size");
    }
    content.image.pixels.resize(content.image.row_bytes() * height);
    std::vector<png_bytep> rows(height);
    for (std::size_t row = 0; row < height; ++row) {
        rows[row] = content.image.pixels.data() + row * content.image.row_bytes();
    }
    if (!read_rows(reader.png, reader.info, rows)) {
        throw damaged(shown, trouble.message.data());
    }
    content.texts = texts_of(reader.png, reader.info);
    return content;
}

}  // namespace plumbline::media
