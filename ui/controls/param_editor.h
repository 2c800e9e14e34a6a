// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/params.h"

#include <QWidget>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

class QFormLayout;

namespace plumbline::ui {

class RugSlider;

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
    /// What takes the keyboard, in the order of the rows.
    [[nodiscard]] const std::vector<QWidget*>& tab_stops() const { return tab_stops_; }
    /// Ticks at these values on the slider of a parameter; passed over where it has none, as are
    /// values that are not finite.
    void add_ticks(const std::string& key, std::span<const double> values);
    void clear_ticks(const std::string& key);

Q_SIGNALS:
    void edited(const std::string& key, const api::ParamValue& value);

private:
    struct Row {
        api::ParamSpec spec;
        QWidget* editor = nullptr;
        std::function<api::ParamValue()> read;
        std::function<void(const api::ParamValue&)> write;
        RugSlider* slider = nullptr;  // real numbers only
        int ticks = 0;
        double lowest_tick = 0, highest_tick = 0;
    };
    void add_row(const api::ParamSpec& spec);
    Row make_flag(const api::ParamSpec& spec);
    Row make_integer(const api::ParamSpec& spec);
    Row make_real(const api::ParamSpec& spec);
    Row make_choice(const api::ParamSpec& spec);
    Row make_numbers(const api::ParamSpec& spec);
    void tell(const std::string& key);
    static void describe_ticks(const Row& row);

    QFormLayout* form_;
    std::map<std::string, Row> rows_;
    std::vector<QWidget*> tab_stops_;
    bool writing_ = false;
};

}  // namespace plumbline::ui
