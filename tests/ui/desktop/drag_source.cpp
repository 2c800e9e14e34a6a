// SPDX-License-Identifier: GPL-3.0-or-later
// A small window from which a file can be dragged into another program's, until it is killed:
// plumbline_drag_source FILE. Says "accepted" whenever what is under the pointer would take it.
#include <QApplication>
#include <QDrag>
#include <QFileInfo>
#include <QMimeData>
#include <QMouseEvent>
#include <QTextStream>
#include <QUrl>
#include <QWidget>

namespace {

class DragSource final : public QWidget {
public:
    explicit DragSource(const QString& file) : file_(QFileInfo(file).absoluteFilePath()) {
        setWindowTitle(QStringLiteral("Drag source"));
        setFixedSize(80, 80);
        move(screen()->geometry().bottomRight() - QPoint(100, 100));
    }

protected:
    void mousePressEvent(QMouseEvent*) override {
        auto* drag = new QDrag(this);
        auto* data = new QMimeData;
        data->setUrls({QUrl::fromLocalFile(file_)});
        drag->setMimeData(data);
        connect(drag, &QDrag::actionChanged, this, [](Qt::DropAction action) {
            if (action != Qt::IgnoreAction) QTextStream(stdout) << "accepted" << Qt::endl;
        });
        // The other program asks for the file's name after this: the window stays.
        drag->exec(Qt::CopyAction);
    }

private:
    QString file_;
};

}  // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    if (QCoreApplication::arguments().size() != 2) return 1;
    DragSource source(QCoreApplication::arguments().at(1));
    source.show();
    return QApplication::exec();
}
