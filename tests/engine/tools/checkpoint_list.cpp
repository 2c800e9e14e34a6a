// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tools/checkpoint_list.h"

#include "engine/tools/golden_manifest.h"

#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace plumbline::tools::tests {
namespace {

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::vector<std::string> fields_of(const std::string& line) {
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, '|');) {
        const std::size_t first = field.find_first_not_of(' ');
        const std::size_t last = field.find_last_not_of(' ');
        fields.push_back(first == field.npos ? "" : field.substr(first, last + 1 - first));
    }
    return fields;
}

void read_form(const std::string& word, PublishedFile& file) {
    static const std::map<std::string, Storing> storings{{"f32", Storing::F32},
                                                         {"f16", Storing::F16},
                                                         {"bf16", Storing::Bf16},
                                                         {"fp8", Storing::Fp8},
                                                         {"fp8_scaled", Storing::Fp8Scaled},
                                                         {"fp8_described", Storing::Fp8Described},
                                                         {"fp8_map", Storing::Fp8Map}};
    const std::string value = word.substr(word.find('=') + 1);
    if (const auto storing = storings.find(word); storing != storings.end())
        file.storing = storing->second;
    else if (word == "zip")
        file.container = Container::TorchZip;
    else if (word == "ours")
        file.faults_in_its_names = true;
    else if (word.starts_with("shards="))
        file.shards = std::stoul(value);
    else if (word.starts_with("prefix="))
        file.prefix = value;
    else if (word.starts_with("beside="))
        file.beside.push_back(value);
    else
        throw std::runtime_error("published.txt: " + word);
}

PublishedFile file_of(const std::string& line) {
    const std::vector<std::string> fields = fields_of(line);
    const auto kind = words_of(fields.size() > 4 ? fields[1] : "");
    if (kind.size() != 2) throw std::runtime_error("published.txt: " + line);
    PublishedFile file;
    file.name = fields[0];
    file.family = kind[0];
    file.naming = kind[1];
    file.parameters = std::stoll(fields[2]);
    for (const std::string& word : words_of(fields[3])) read_form(word, file);
    file.tables = words_of(fields[4]);
    if (fields.size() < 6) return file;
    for (const std::string& word : words_of(fields[5])) {
        const std::size_t equals = word.find('=');
        file.variables[word.substr(0, equals)] = std::stoll(word.substr(equals + 1));
    }
    return file;
}

}  // namespace

void PrintTo(const PublishedFile& file, std::ostream* out) {
    *out << file.name;
}

std::vector<TableEntry> PublishedFile::entries() const {
    return read_checkpoint_tables(tables, variables);
}

std::vector<TableEntry> PublishedFile::others() const {
    return read_checkpoint_tables(beside, variables);
}

std::filesystem::path PublishedFile::write(const std::filesystem::path& folder,
                                           std::vector<TableEntry> tensors) const {
    for (TableEntry& entry : tensors) entry.name = prefix + entry.name;
    for (TableEntry& entry : others()) tensors.push_back(std::move(entry));
    return write_hollow_checkpoint(folder, tensors, storing, shards, container);
}

std::vector<PublishedFile> published_files() {
    std::ifstream list(golden_path("checkpoints/published.txt"));
    if (!list) throw std::runtime_error("no list of published checkpoints");
    std::vector<PublishedFile> files;
    for (std::string line; std::getline(list, line);) {
        if (!line.empty() && line.front() != '#') files.push_back(file_of(line));
    }
    return files;
}

}  // namespace plumbline::tools::tests
