// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/engine.h"
#include "api/library.h"
#include "store/model_library.h"

#include <QObject>
#include <QStringList>
#include <filesystem>
#include <map>
#include <vector>

namespace plumbline::ui {

class EngineBridge;

/// The library of the window: what the store remembers, kept up to date by scans that the engine's
/// thread makes. Lives on the GUI thread.
class ModelShelf final : public QObject {
    Q_OBJECT

public:
    /// Throws Error{Failed} when the store cannot be opened.
    ModelShelf(EngineBridge& bridge, const std::filesystem::path& file, QObject* parent = nullptr);

    /// Asks the engine for its catalogue with the library's models, and whether their files are
    /// still there.
    void start();
    /// Adds a folder or scans one of the library anew.
    void scan(const QString& folder);
    void remove(const QString& folder);
    /// Ends the scans that go or wait; what was known stays.
    void cancel();
    [[nodiscard]] bool is_scanning() const { return !scans_.empty(); }
    [[nodiscard]] const std::vector<store::LibraryFolder>& folders() const { return folders_; }
    [[nodiscard]] const std::vector<api::LibraryModel>& models() const { return models_; }
    /// What the scans of this session could not read.
    [[nodiscard]] const std::vector<api::LibraryTrouble>& troubles() const { return troubles_; }

Q_SIGNALS:
    /// Folders, models or whether a scan goes.
    void changed();
    void progressed(int files, const QString& path);
    /// The store could not be read or written.
    void troubled(const QString& message, const QString& hint);

private:
    template <typename Change>
    void guarded(const Change& change);
    void reload();
    void ask_catalog();
    void keep(api::JobId job, const api::LibraryEvent& event);

    EngineBridge& bridge_;
    store::ModelLibrary store_;
    std::vector<store::LibraryFolder> folders_;
    std::vector<api::LibraryModel> models_;
    std::vector<api::LibraryTrouble> troubles_;
    std::map<api::JobId, std::string> scans_;  // folders by job
    api::JobId look_ = 0;                      // looks whether files are there
};

}  // namespace plumbline::ui
