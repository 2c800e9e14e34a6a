// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/desktop/virtual_screen.h"

#include <QElapsedTimer>
#include <QThread>
#include <stdexcept>
#include <string>
#include <vector>

// Last: X's macros take common words.
#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>

namespace plumbline::ui {
namespace {

constexpr int kServerMs = 30'000;
constexpr unsigned kLeft = 1;  // button

/// Windows come and go between two questions: what X says of one that is gone is no reason to end.
int pass_over(Display*, XErrorEvent*) {
    return 0;
}

std::string title_of(Display* display, Window window) {
    const Atom name = XInternAtom(display, "_NET_WM_NAME", False);
    Atom type = 0;
    int format = 0;
    unsigned long count = 0, left = 0;
    unsigned char* text = nullptr;
    if (XGetWindowProperty(display, window, name, 0, 1024, False, AnyPropertyType, &type, &format,
                           &count, &left, &text) != Success ||
        text == nullptr)
        return {};
    std::string title(reinterpret_cast<const char*>(text), count);
    XFree(text);
    return title;
}

}  // namespace

bool comes_true(const std::function<bool()>& condition, double seconds) {
    QElapsedTimer clock;
    clock.start();
    while (!condition()) {
        if (static_cast<double>(clock.elapsed()) > seconds * 1000) return false;
        QThread::msleep(20);
    }
    return true;
}

struct VirtualScreen::Connection {
    Display* display = nullptr;

    void key(std::string_view name, bool down) const {
        const KeySym symbol = XStringToKeysym(std::string(name).c_str());
        if (symbol == NoSymbol) throw std::runtime_error("X knows no key " + std::string(name));
        XTestFakeKeyEvent(display, XKeysymToKeycode(display, symbol), down ? True : False,
                          CurrentTime);
        XSync(display, False);
    }
    void button(bool down) const {
        XTestFakeButtonEvent(display, kLeft, down ? True : False, CurrentTime);
        XSync(display, False);
    }
};

VirtualScreen::VirtualScreen(QSize size) : connection_(std::make_unique<Connection>()) {
    server_.setProcessChannelMode(QProcess::SeparateChannels);
    // It says the number it took when it is ready.
    server_.start(
        QStringLiteral("Xvfb"),
        {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"),
         QStringLiteral("0"), QStringLiteral("%1x%2x24").arg(size.width()).arg(size.height()),
         QStringLiteral("-nolisten"), QStringLiteral("tcp"), QStringLiteral("-noreset")});
    QByteArray number;
    while (!number.contains('\n')) {
        if (!server_.waitForReadyRead(kServerMs))
            throw std::runtime_error("Xvfb does not start (Debian package xvfb): " +
                                     server_.readAllStandardError().toStdString());
        number += server_.readAllStandardOutput();
    }
    name_ = u':' + QString::fromLatin1(number.trimmed());
    connection_->display = XOpenDisplay(name_.toLatin1().constData());
    if (connection_->display == nullptr)
        throw std::runtime_error("no connection to the screen " + name_.toStdString());
    XSetErrorHandler(pass_over);
    int event = 0, error = 0, major = 0, minor = 0;
    if (XTestQueryExtension(connection_->display, &event, &error, &major, &minor) == 0)
        throw std::runtime_error("the screen has no XTEST");
}

VirtualScreen::~VirtualScreen() {
    if (connection_->display != nullptr) XCloseDisplay(connection_->display);
    server_.terminate();
    server_.waitForFinished();
}

std::optional<ScreenWindow> VirtualScreen::find(std::string_view title) const {
    Display* display = connection_->display;
    Window root = 0, parent = 0, *children = nullptr;
    unsigned count = 0;
    if (XQueryTree(display, DefaultRootWindow(display), &root, &parent, &children, &count) == 0)
        return std::nullopt;
    std::optional<ScreenWindow> found;
    for (unsigned i = 0; i < count; ++i) {  // the lowest first
        XWindowAttributes about{};
        if (XGetWindowAttributes(display, children[i], &about) == 0) continue;
        if (about.map_state != IsViewable || !title_of(display, children[i]).starts_with(title))
            continue;
        found = {.id = children[i], .place = QRect(about.x, about.y, about.width, about.height)};
    }
    if (children != nullptr) XFree(children);
    return found;
}

QImage VirtualScreen::picture(const ScreenWindow& window) const {
    const QRect& place = window.place;
    XImage* taken =
        XGetImage(connection_->display, window.id, 0, 0, static_cast<unsigned>(place.width()),
                  static_cast<unsigned>(place.height()), AllPlanes, ZPixmap);
    if (taken == nullptr) return {};
    // 24 of 32 bits, blue first: what Xvfb gives on the machines that this runs on.
    QImage image = QImage(reinterpret_cast<const uchar*>(taken->data), taken->width, taken->height,
                          taken->bytes_per_line, QImage::Format_RGB32)
                       .copy();
    XDestroyImage(taken);
    return image;
}

QImage VirtualScreen::picture() const {
    Display* display = connection_->display;
    const int screen = DefaultScreen(display);
    return picture(
        {.id = RootWindow(display, screen),
         .place = QRect(0, 0, DisplayWidth(display, screen), DisplayHeight(display, screen))});
}

void VirtualScreen::focus(const ScreenWindow& window) {
    XSetInputFocus(connection_->display, window.id, RevertToParent, CurrentTime);
    XSync(connection_->display, False);
}

void VirtualScreen::press(std::string_view keys) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= keys.size();) {
        const std::size_t end = std::min(keys.find('+', from), keys.size());
        parts.push_back(keys.substr(from, end - from));
        from = end + 1;
    }
    for (const std::string_view part : parts) connection_->key(part, true);
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) connection_->key(*part, false);
}

void VirtualScreen::type(std::string_view text) {
    for (const char letter : text) press(letter == ' ' ? "space" : std::string_view(&letter, 1));
}

void VirtualScreen::move_to(QPoint place) {
    XTestFakeMotionEvent(connection_->display, -1, place.x(), place.y(), CurrentTime);
    XSync(connection_->display, False);
}

void VirtualScreen::hold_button() {
    connection_->button(true);
}

void VirtualScreen::release_button() {
    connection_->button(false);
}

}  // namespace plumbline::ui
