// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/system_report.h"

#include "base/error.h"
#include "media/encoders.h"
#include "pipeline/device.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <array>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::int64_t kLittleDisk = 1'000'000'000;

/// Flags of /proc/cpuinfo that LibTorch's kernels and ours ask for, as people call them.
constexpr std::array<std::pair<const char*, const char*>, 5> kFeatures{
    {{"avx2", "AVX2"},
     {"fma", "FMA"},
     {"avx512f", "AVX-512"},
     {"avx512_bf16", "AVX-512 BF16"},
     {"amx_bf16", "AMX BF16"}}};

/// The value of the first "key : value" line of a file of /proc; empty when there is none.
std::string proc_value(const char* file, std::string_view key) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key)) continue;
        const std::size_t colon = line.find(':');
        if (colon == std::string::npos) continue;
        const std::size_t first = line.find_first_not_of(" \t", colon + 1);
        return first == std::string::npos ? std::string() : line.substr(first);
    }
    return {};
}

std::string gigabytes(std::int64_t bytes) {
    return fmt::format("{:.1f} GB", static_cast<double>(bytes) / 1e9);
}

class Report {
public:
    void add_processor() {
        std::string processor = proc_value("/proc/cpuinfo", "model name");
        if (processor.empty()) processor = "unknown";
        std::istringstream words(proc_value("/proc/cpuinfo", "flags"));
        std::set<std::string> flags;
        for (std::string word; words >> word;) flags.insert(word);
        std::vector<std::string> there, lacking;
        for (const auto& [flag, name] : kFeatures)
            (flags.contains(flag) ? there : lacking).emplace_back(name);
        const unsigned cores = std::thread::hardware_concurrency();
        json_["cpu"] = {{"name", processor}, {"cores", cores}, {"features", there}};
        say(fmt::format("Processor: {}, {} cores for this program.", processor, cores));
        say(fmt::format("  It has {}{}.",
                        there.empty() ? "none of the wide instructions" : list(there),
                        lacking.empty() ? "" : fmt::format("; it lacks {}", list(lacking))));
        if (!flags.contains("avx2"))
            advise("The processor has no AVX2: LibTorch falls back to its slowest kernels.");
    }

    void add_memory() {
        const std::string total_text = proc_value("/proc/meminfo", "MemTotal");
        const std::int64_t total = total_text.empty() ? 0 : std::stoll(total_text) * 1024;
        const std::int64_t available = pipeline::available_host_memory();
        json_["memory"] = {{"total_bytes", total}, {"available_bytes", available}};
        say(fmt::format("Memory: {} of {} can be taken without swapping.", gigabytes(available),
                        gigabytes(total)));
    }

    void add_torch() {
        const std::string config = at::show_config();
        constexpr std::string_view key = "TORCH_VERSION=";
        const std::size_t at_key = config.find(key);
        const std::size_t begin = at_key == std::string::npos ? config.size() : at_key + key.size();
        const std::string version =
            config.substr(begin, config.find_first_of(", \n", begin) - begin);
        const std::string kernels = at::get_cpu_capability();
        const int threads = at::get_num_threads();
        json_["torch"] = {{"version", version}, {"kernels", kernels}, {"threads", threads}};
        say(fmt::format("LibTorch {}: {} kernels, {} threads unless --threads says otherwise.",
                        version, kernels, threads));
    }

    void add_cuda() {
        std::string why;
        // The driver's library alone is small; LibTorch's part for CUDA is not, and is opened only
        // where it can serve.
        if (void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL); driver == nullptr) {
            why = "no NVIDIA driver is installed (libcuda.so.1 is not there)";
        } else {
            dlclose(driver);
            try {
                static_cast<void>(pipeline::select_target("cuda", ""));
            } catch (const Error& error) {
                why = error.message();
            }
        }
        json_["cuda"] = {{"available", why.empty()}, {"why_not", why.empty() ? Json() : Json(why)}};
        say(why.empty() ? "CUDA: available (--device cuda)."
                        : fmt::format("CUDA: not available: {}. Runs go on the processor.", why));
    }

    void add_encoders() {
        Json present = Json::array(), lacking = Json::array();
        std::vector<std::string> lost;
        for (const media::EncoderState& state : media::encoder_states()) {
            (state.present ? present : lacking)
                .push_back(
                    {{"codec", state.id}, {"format", state.format}, {"encoder", state.encoder}});
            if (!state.present) lost.push_back(fmt::format("{} ({})", state.format, state.encoder));
        }
        json_["encoders"] = {
            {"library", media::codec_library()}, {"present", present}, {"missing", lacking}};
        if (lost.empty()) {
            say(fmt::format("{} has every encoder for export.", media::codec_library()));
            return;
        }
        say(fmt::format("{} lacks encoders for: {}.", media::codec_library(), list(lost)));
        advise(
            fmt::format("Without its encoder a format cannot be exported: {}. Another build of "
                        "FFmpeg may have it.",
                        list(lost)));
    }

    void add_folder(const std::string& asked) {
        fs::path existing = asked;
        std::error_code fault;
        while (!existing.empty() && existing.has_relative_path() && !fs::exists(existing, fault))
            existing = existing.parent_path();
        const bool writable = ::access(existing.c_str(), W_OK) == 0;
        const fs::space_info space = fs::space(existing, fault);
        const std::int64_t free = fault ? 0 : static_cast<std::int64_t>(space.available);
        folders_.push_back({{"path", asked}, {"writable", writable}, {"free_bytes", free}});
        say(fmt::format("Folder {}: {}, {} free.", asked,
                        writable ? "can be written" : "cannot be written", gigabytes(free)));
        if (!writable)
            advise(
                fmt::format("{} cannot be written: check the rights of {}, or set XDG_DATA_HOME "
                            "to a folder that can.",
                            asked, existing.string()));
        if (free < kLittleDisk)
            advise(fmt::format("Less than 1 GB is free at {}: results may not fit.", asked));
    }

    ToolReport finish() {
        json_["folders"] = std::move(folders_);
        json_["advice"] = advice_;
        for (const std::string& line : advice_) say("! " + line);
        if (advice_.empty()) say("Nothing here stands in the way of a run.");
        ToolReport report;
        report.json = json_.dump(-1, ' ', false, Json::error_handler_t::replace);
        report.lines = std::move(lines_);
        return report;
    }

private:
    static std::string list(const std::vector<std::string>& words) {
        return fmt::format("{}", fmt::join(words, ", "));
    }
    void say(std::string line) { lines_.push_back(std::move(line)); }
    void advise(std::string line) { advice_.push_back(std::move(line)); }

    Json json_;
    Json folders_ = Json::array();
    std::vector<std::string> lines_, advice_;
};

}  // namespace

ToolReport describe_system(const api::SystemRequest& request) {
    Report report;
    report.add_processor();
    report.add_memory();
    report.add_torch();
    report.add_cuda();
    report.add_encoders();
    for (const std::string& folder : request.folders) report.add_folder(folder);
    return report.finish();
}

}  // namespace plumbline::tools
