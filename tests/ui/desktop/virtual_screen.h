// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPoint>
#include <QProcess>
#include <QRect>
#include <QSize>
#include <QString>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

namespace plumbline::ui {

/// Asks every 20 ms whether the condition holds; false when it does not after so many seconds.
bool comes_true(const std::function<bool()>& condition, double seconds = 60);

/// A window of another program, as its screen knows it.
struct ScreenWindow {
    unsigned long id = 0;
    QRect place;  // on the screen
};

/// A screen of its own (Xvfb) with a hand on its keyboard and mouse: the events come from the X
/// server (XTEST), as a device's do. There is no window manager: what one does, giving a window the
/// keyboard, is `focus`.
class VirtualScreen {
public:
    /// Throws std::runtime_error when Xvfb does not start or knows no XTEST.
    explicit VirtualScreen(QSize size);
    ~VirtualScreen();
    VirtualScreen(const VirtualScreen&) = delete;
    VirtualScreen& operator=(const VirtualScreen&) = delete;

    /// As DISPLAY says it: ":7".
    [[nodiscard]] QString name() const { return name_; }
    /// The uppermost window that is shown and whose title begins so; Qt adds the program's name.
    [[nodiscard]] std::optional<ScreenWindow> find(std::string_view title) const;
    [[nodiscard]] QImage picture(const ScreenWindow& window) const;
    /// All of it.
    [[nodiscard]] QImage picture() const;
    void focus(const ScreenWindow& window);

    /// A key with what is held meanwhile, by X's names: "Return", "Control_L+Shift_L+p".
    void press(std::string_view keys);
    /// Small letters, digits and blanks.
    void type(std::string_view text);
    void move_to(QPoint place);
    void hold_button();
    void release_button();

private:
    struct Connection;

    QProcess server_;
    QString name_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace plumbline::ui
