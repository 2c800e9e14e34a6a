// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"

#include <QWidget>
#include <functional>
#include <map>
#include <string>
#include <vector>

class QFormLayout;

namespace plumbline::ui {

/// Editors for a list of parameters, one row each, made from their schema alone: a new method needs
/// no code here.
class ParamEditor final : public QWidget {
    Q_OBJECT

public:
    explicit ParamEditor(QWidget* parent = nullptr);

    /// Rebuilds the rows, with the schema's defaults in them.
    void show_schema(const std::vector<api::ParamSpec>& specs);
    /// Values of all parameters.
    [[nodiscard]] api::Params values() const;
    /// Shows a value without telling anyone. Unknown keys are passed over.
    void set_value(const std::string& key, const api::ParamValue& value);
    /// While a run goes, only live parameters can be edited.
    void set_running(bool running);

Q_SIGNALS:
    void edited(const std::string& key, const api::ParamValue& value);

private:
    struct Row {
        api::ParamSpec spec;
        QWidget* editor = nullptr;
        std::function<api::ParamValue()> read;
        std::function<void(const api::ParamValue&)> write;
    };
    void add_row(const api::ParamSpec& spec);
    Row make_flag(const api::ParamSpec& spec);
    Row make_integer(const api::ParamSpec& spec);
    Row make_real(const api::ParamSpec& spec);
    Row make_choice(const api::ParamSpec& spec);
    void tell(const std::string& key);

    QFormLayout* form_;
    std::map<std::string, Row> rows_;
    bool writing_ = false;
};

}  // namespace plumbline::ui
