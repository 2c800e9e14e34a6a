// SPDX-License-Identifier: GPL-3.0-or-later
// What follows from the sizes: the tensors of a U-Net and the work of its blocks.
#include "models/unet/config.h"

#include <fmt/format.h>

namespace plumbline::models::unet {
namespace {

/// Collects names and shapes below one place.
class TensorList {
public:
    void linear(const std::string& name, std::int64_t out, std::int64_t in, bool bias = true) {
        add(name, {out, in}, bias);
    }
    void conv(const std::string& name, std::int64_t out, std::int64_t in, std::int64_t size) {
        add(name, {out, in, size, size}, true);
    }
    void norm(const std::string& name, std::int64_t channels) { add(name, {channels}, true); }

    void resnet(const std::string& place,
                std::int64_t in,
                std::int64_t out,
                std::int64_t time_dim) {
        norm(place + ".in_layers.0", in);
        conv(place + ".in_layers.2", out, in, 3);
        linear(place + ".emb_layers.1", out, time_dim);
        norm(place + ".out_layers.0", out);
        conv(place + ".out_layers.3", out, out, 3);
        if (in != out) conv(place + ".skip_connection", out, in, 1);
    }
    void transformer(const std::string& place, std::int64_t width, std::int64_t text_dim) {
        norm(place + ".norm", width);
        conv(place + ".proj_in", width, width, 1);
        const std::string layer = place + ".transformer_blocks.0.";
        for (const char* attention : {"attn1", "attn2"}) {
            const std::int64_t source = attention == std::string("attn2") ? text_dim : width;
            linear(fmt::format("{}{}.to_q", layer, attention), width, width, false);
            linear(fmt::format("{}{}.to_k", layer, attention), width, source, false);
            linear(fmt::format("{}{}.to_v", layer, attention), width, source, false);
            linear(fmt::format("{}{}.to_out.0", layer, attention), width, width);
        }
        for (const char* name : {"norm1", "norm2", "norm3"}) norm(layer + name, width);
        linear(layer + "ff.net.0.proj", 8 * width, width);
        linear(layer + "ff.net.2", width, 4 * width);
        conv(place + ".proj_out", width, width, 1);
    }

    std::vector<Parameter> list;

private:
    void add(const std::string& name, const std::vector<std::int64_t>& shape, bool bias) {
        list.emplace_back(name + ".weight", shape);
        if (bias) list.emplace_back(name + ".bias", std::vector{shape[0]});
    }
};

void list_block(const BlockForm& form, const Config& config, TensorList& tensors) {
    const std::string& place = form.name;
    if (form.role == Role::Entry) return;
    if (form.role == Role::Down && form.resamples)
        return tensors.conv(place + ".0.op", form.out, form.in, 3);
    tensors.resnet(place + ".0", form.in + form.skip, form.out, config.time_dim);
    if (form.attention) tensors.transformer(place + ".1", form.out, config.text_dim);
    if (form.role == Role::Middle)
        tensors.resnet(place + ".2", form.out, form.out, config.time_dim);
    if (form.resamples)
        tensors.conv(place + (form.attention ? ".2.conv" : ".1.conv"), form.out, form.out, 3);
}

double resnet_work(double in, double out, double area) {
    return area * (9 * in * out + 9 * out * out + (in == out ? 0 : in * out));
}

/// Projections, self-attention, attention to the text, feed-forward.
double transformer_work(double width, double text_dim, double area) {
    const auto rows = static_cast<double>(kTextRows);
    const double projections = 2 * area * width * width;
    const double self = 4 * area * width * width + 2 * area * area * width;
    const double cross =
        2 * area * width * width + 2 * rows * text_dim * width + 2 * area * rows * width;
    return projections + self + cross + 12 * area * width * width;
}

}  // namespace

std::vector<Parameter> parameters(const Config& config) {
    TensorList tensors;
    const std::int64_t first = config.levels.front().channels;
    tensors.linear("time_embed.0", config.time_dim, config.freq_dim);
    tensors.linear("time_embed.2", config.time_dim, config.time_dim);
    tensors.conv("input_blocks.0.0", first, config.in_channels, 3);
    for (const BlockForm& form : block_forms(config)) list_block(form, config, tensors);
    tensors.norm("out.0", first);
    tensors.conv("out.2", config.out_channels, first, 3);
    return std::move(tensors.list);
}

std::vector<double> multiply_adds(const Config& config, std::int64_t height, std::int64_t width) {
    std::vector<double> work;
    for (const BlockForm& form : block_forms(config)) {
        const double scale = static_cast<double>(std::int64_t{1} << form.level);
        const double area =
            static_cast<double>(height) / scale * static_cast<double>(width) / scale;
        const auto in = static_cast<double>(form.in), out = static_cast<double>(form.out);
        double sum = 0;
        if (form.role == Role::Down && form.resamples) {
            sum = 9 * in * out * area / 4;
        } else if (form.role != Role::Entry) {
            sum = resnet_work(in + static_cast<double>(form.skip), out, area);
            if (form.role == Role::Middle) sum += resnet_work(out, out, area);
            if (form.attention)
                sum += transformer_work(out, static_cast<double>(config.text_dim), area);
            if (form.resamples) sum += 9 * out * out * area * 4;
        }
        work.push_back(sum);
    }
    return work;
}

}  // namespace plumbline::models::unet
