// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/image_box.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QImageReader>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <algorithm>
#include <array>

namespace plumbline::ui {
namespace {

constexpr int kSide = 72;  // of the small picture
constexpr std::array kEndings{"png", "jpg", "jpeg", "webp", "bmp"};

/// The first file that is dragged; empty when it is no picture.
QString dragged_picture(const QMimeData* data) {
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile() && ImageBox::is_picture(url.toLocalFile())) return url.toLocalFile();
    }
    return {};
}

/// No larger than it is shown: a photograph has more pixels than the screen.
QPixmap small_picture(QImageReader& reader, int side) {
    reader.setScaledSize(reader.size().scaled(side, side, Qt::KeepAspectRatio).expandedTo({1, 1}));
    return QPixmap::fromImageReader(&reader);
}

}  // namespace

ImageBox::ImageBox(QWidget* parent)
    : QWidget(parent),
      picture_(new QLabel(this)),
      name_(new QLabel(this)),
      choose_(new QPushButton(tr("Choose…"), this)),
      remove_(new QToolButton(this)) {
    setAcceptDrops(true);
    picture_->setFixedSize(kSide, kSide);
    picture_->setAlignment(Qt::AlignCenter);
    picture_->setFrameShape(QFrame::StyledPanel);
    picture_->setAccessibleName(tr("First frame"));
    name_->setWordWrap(true);
    choose_->setToolTip(tr("A picture to begin the clip with; it can be dropped here too"));
    choose_->setAccessibleName(tr("Choose the first frame"));
    remove_->setText(tr("Remove"));
    remove_->setAccessibleName(tr("Remove the first frame"));
    remove_->setFocusPolicy(Qt::StrongFocus);
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(picture_, 0, 0, 2, 1);
    grid->addWidget(name_, 0, 1, 1, 2);
    grid->addWidget(choose_, 1, 1);
    grid->addWidget(remove_, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(choose_, &QPushButton::clicked, this, &ImageBox::choose);
    connect(remove_, &QToolButton::clicked, this, [this] { set_file({}); });
    show_file();
}

bool ImageBox::is_picture(const QString& file) {
    const QString ending = QFileInfo(file).suffix().toLower();
    return std::ranges::any_of(kEndings,
                               [&](const char* one) { return ending == QLatin1String(one); });
}

QList<QWidget*> ImageBox::stops() const {
    return {choose_, remove_};
}

void ImageBox::set_file(const QString& file) {
    if (file == file_) return;
    file_ = file;
    show_file();
    Q_EMIT changed();
}

void ImageBox::show_file() {
    QImageReader reader(file_);
    size_ = file_.isEmpty() ? QSize() : reader.size();
    const QPixmap picture = size_.isValid() ? small_picture(reader, kSide) : QPixmap();
    if (picture.isNull())
        picture_->setText(file_.isEmpty() ? tr("none") : QStringLiteral("?"));
    else
        picture_->setPixmap(picture);
    const QString name = QFileInfo(file_).fileName();
    name_->setText(file_.isEmpty() ? tr("Drop a picture here")
                   : size_.isValid()
                       ? tr("%1, %2×%3").arg(name).arg(size_.width()).arg(size_.height())
                       : tr("%1 cannot be shown").arg(name));
    name_->setToolTip(file_);
    remove_->setEnabled(!file_.isEmpty());
}

void ImageBox::choose() {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Choose the first frame"), QFileInfo(file_).absolutePath(),
        tr("Pictures (*.png *.jpg *.jpeg *.webp *.bmp)"));
    if (!file.isEmpty()) set_file(file);
}

void ImageBox::dragEnterEvent(QDragEnterEvent* event) {
    if (!dragged_picture(event->mimeData()).isEmpty()) event->acceptProposedAction();
}

void ImageBox::dropEvent(QDropEvent* event) {
    const QString file = dragged_picture(event->mimeData());
    if (file.isEmpty()) return;
    event->acceptProposedAction();
    set_file(file);
}

}  // namespace plumbline::ui
