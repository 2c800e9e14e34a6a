// SPDX-License-Identifier: GPL-3.0-or-later
#include "tools/library_scan.h"

#include "base/error.h"
#include "tools/part_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <utility>
#include <vector>

namespace plumbline::tools {
namespace {

namespace fs = std::filesystem;
using FolderId = std::pair<dev_t, ino_t>;

constexpr std::string_view kIndexEnding = ".safetensors.index.json";
// Types of file systems whose files are no files: /proc and /sys.
constexpr decltype(statfs::f_type) kProc = 0x9fa0, kSys = 0x62656572;
constexpr const char* kCarriesTokenizer = "carries its tokenizer";

/// What one folder holds, in name order.
struct Folder {
    std::vector<fs::path> weights;     // of a set of shards its index alone
    std::vector<fs::path> tokenizers;  // each a part
    std::vector<fs::path> folders;     // real ones before links
};

bool is_weights(const fs::path& path) {
    const auto ending = path.extension();
    return ending == ".safetensors" || ending == ".pth" || ending == ".pt";
}

/// "NAME.safetensors.index.json" stands for "NAME-00001-of-0000N.safetensors".
void leave_out_shards(std::vector<fs::path>& weights) {
    const std::vector<fs::path> all = weights;
    for (const fs::path& index : all) {
        const std::string name = index.filename().string();
        if (!name.ends_with(kIndexEnding)) continue;
        const std::string shard = name.substr(0, name.size() - kIndexEnding.size()) + "-";
        std::erase_if(weights, [&](const fs::path& file) {
            return file.filename().string().starts_with(shard);
        });
    }
}

/// Two encoders may share a folder, and so do their tokenizers then. Beside spiece.model the same
/// tokenizer often lies in another form.
void choose_tokenizers(std::vector<fs::path>& files) {
    const auto is_named = [](const char* name) {
        return [name](const fs::path& file) { return file.filename() == name; };
    };
    if (std::ranges::any_of(files, is_named("spiece.model")))
        std::erase_if(files, is_named("tokenizer.json"));
    std::ranges::sort(files);
}

api::LibraryPart tokenizer_part(const fs::path& path) {
    const std::string name = path.filename().string();
    api::LibraryPart part;
    part.path = path.string();
    part.part = "tokenizer";
    part.family = "tokenizer-json";
    part.title = "Tokenizer";
    if (name == "spiece.model") {
        part.family = "sentencepiece";
        part.title = "SentencePiece tokenizer";
    } else if (name == "merges.txt") {
        part.family = "bpe";
        part.title = "BPE tokenizer";
    }
    std::error_code fault;
    const auto bytes = fs::file_size(path, fault);
    part.bytes = fault ? 0 : static_cast<std::int64_t>(bytes);
    return part;
}

class Scan {
public:
    Scan(const Checkpoint& checkpoint, const ScanProgress& progress)
        : checkpoint_(checkpoint), progress_(progress) {}

    void enter(const fs::path& root) {
        std::error_code fault;
        root_ = fs::weakly_canonical(root, fault);
        std::vector<fs::path> waiting{root};
        while (!waiting.empty()) {
            checkpoint_();
            const fs::path folder = std::move(waiting.back());
            waiting.pop_back();
            if (!is_new(folder)) continue;
            Folder content = list(folder);
            for (const fs::path& file : content.weights) look_at(file);
            for (const fs::path& file : content.tokenizers)
                found_.parts.push_back(tokenizer_part(file));
            std::ranges::reverse(content.folders);
            waiting.insert(waiting.end(), content.folders.begin(), content.folders.end());
        }
    }

    api::LibraryEvent take() {
        std::ranges::stable_sort(found_.parts, {}, &api::LibraryPart::path);
        return std::move(found_);
    }

private:
    /// A folder that a link leads to a second time is not entered again, so that loops end.
    bool is_new(const fs::path& folder) {
        struct stat status {};
        if (::stat(folder.c_str(), &status) != 0) {
            const std::error_code fault(errno, std::generic_category());
            found_.troubles.push_back({folder.string(), fault.message()});
            return false;
        }
        struct statfs system {};
        const bool is_pseudo = ::statfs(folder.c_str(), &system) == 0 &&
                               (system.f_type == kProc || system.f_type == kSys);
        return !is_pseudo && entered_.insert({status.st_dev, status.st_ino}).second;
    }

    /// A link to the folder that is scanned, or to one above it, would lead out to everything.
    [[nodiscard]] bool leads_up(const fs::path& link) const {
        std::error_code fault;
        const fs::path target = fs::canonical(link, fault);
        const auto [end, rest] =
            std::mismatch(target.begin(), target.end(), root_.begin(), root_.end());
        return fault || end == target.end();
    }

    Folder list(const fs::path& folder) {
        Folder content;
        std::vector<fs::path> links;
        std::error_code fault;
        for (auto it = fs::directory_iterator(folder, fault); !fault && it != fs::end(it);
             it.increment(fault)) {
            const fs::path& path = it->path();
            const std::string name = path.filename().string();
            if (name.starts_with('.')) continue;
            std::error_code unseen;  // a link that leads nowhere is neither folder nor file
            if (it->is_directory(unseen)) {
                if (!it->is_symlink(unseen))
                    content.folders.push_back(path);
                else if (!leads_up(path))
                    links.push_back(path);
            } else if (it->is_regular_file(unseen)) {
                if (is_weights(path) || name.ends_with(kIndexEnding))
                    content.weights.push_back(path);
                else if (name == "spiece.model" || name == "merges.txt" || name == "tokenizer.json")
                    content.tokenizers.push_back(path);
            }
        }
        if (fault) found_.troubles.push_back({folder.string(), fault.message()});
        std::ranges::sort(content.weights);
        std::ranges::sort(content.folders);
        std::ranges::sort(links);
        content.folders.insert(content.folders.end(), links.begin(), links.end());
        leave_out_shards(content.weights);
        choose_tokenizers(content.tokenizers);
        return content;
    }

    /// One bad file does not hide the others.
    void look_at(const fs::path& file) {
        checkpoint_();
        progress_(++files_, file.string());
        try {
            for (const PartReport& report : describe_file(file)) add(report);
        } catch (const Error& error) {
            found_.troubles.push_back({file.string(), error.message()});
        }
    }

    void add(const PartReport& report) {
        if (report.family == nullptr) return;  // no model that we know
        api::LibraryPart part{.path = report.path.string(),
                              .part = std::string(name(report.family->part)),
                              .family = std::string(report.family->id),
                              .title = report.title,
                              .naming = std::string(report.family->naming),
                              .detail = fmt::format("{}", fmt::join(report.facts, "; ")),
                              .bytes = report.stored_bytes};
        // One naming for both; only the tensors tell which family needs it.
        if (part.family == "t5" && report.title.starts_with("UMT5")) part.family = "umt5";
        if (!report.missing.empty()) {
            found_.troubles.push_back(
                {part.path, fmt::format("{} tensors are missing, the first is {}",
                                        report.missing.size(), report.missing.front())});
        }
        const bool has_tokenizer =
            std::ranges::find(report.facts, kCarriesTokenizer) != report.facts.end();
        found_.parts.push_back(std::move(part));
        if (has_tokenizer) {
            api::LibraryPart inside = tokenizer_part("spiece.model");
            inside.path = report.path.string();
            inside.title = "Tokenizer inside the text encoder";
            inside.bytes = 0;
            found_.parts.push_back(std::move(inside));
        }
    }

    const Checkpoint& checkpoint_;
    const ScanProgress& progress_;
    api::LibraryEvent found_;
    fs::path root_;  // without links
    std::set<FolderId> entered_;
    int files_ = 0;
};

}  // namespace

api::LibraryEvent scan_library(const api::LibraryRequest& request,
                               const Checkpoint& checkpoint,
                               const ScanProgress& progress) {
    Scan scan(checkpoint, progress);
    for (const std::string& folder : request.folders) {
        std::error_code fault;
        if (!fs::is_directory(folder, fault)) {
            throw Error(ErrorKind::Input, fmt::format("there is no folder {}", folder),
                        "name a folder that holds model files");
        }
        scan.enter(fs::absolute(fs::path(folder) / "").lexically_normal().parent_path());
    }
    api::LibraryEvent event = scan.take();
    for (const std::string& path : request.known) {
        checkpoint();
        std::error_code fault;
        if (!fs::exists(path, fault)) event.vanished.push_back(path);
    }
    return event;
}

}  // namespace plumbline::tools
