// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QWidget>

class QLabel;
class QPushButton;
class QToolButton;

namespace plumbline::ui {

/// The first frame of image-to-video: shown small, chosen from the disk or dropped, and removed.
class ImageBox final : public QWidget {
    Q_OBJECT

public:
    explicit ImageBox(QWidget* parent = nullptr);

    /// Empty: none. A file that cannot be shown is kept by its name: the engine says what it is.
    void set_file(const QString& file);
    [[nodiscard]] QString file() const { return file_; }
    /// Of the picture as it lies on the disk, in pixels; invalid when it cannot be read.
    [[nodiscard]] QSize picture_size() const { return size_; }
    /// In the order of Tab.
    [[nodiscard]] QList<QWidget*> stops() const;

    /// Whether a file of this name can be a first frame.
    [[nodiscard]] static bool is_picture(const QString& file);

Q_SIGNALS:
    void changed();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void choose();
    void show_file();

    QString file_;
    QSize size_;
    QLabel *picture_, *name_;
    QPushButton* choose_;
    QToolButton* remove_;
};

}  // namespace plumbline::ui
