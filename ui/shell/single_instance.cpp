// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/single_instance.h"

#include "base/error.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDir>
#include <QLocalServer>
#include <QLocalSocket>

namespace plumbline::ui {
namespace {

constexpr int kAnswerMs = 3000;

QString name_of(const QString& folder) {
    const QByteArray hash =
        QCryptographicHash::hash(QDir(folder).absolutePath().toUtf8(), QCryptographicHash::Sha256);
    return QStringLiteral("plumbline-") + QString::fromLatin1(hash.toHex().left(16));
}

QString made(const QString& folder) {
    QDir().mkpath(folder);
    return folder;
}

}  // namespace

SingleInstance::SingleInstance(const QString& folder, QObject* parent)
    : QObject(parent),
      folder_(made(folder)),
      server_name_(name_of(folder)),
      lock_(folder_ + QStringLiteral("/studio.lock")),
      server_(new QLocalServer(this)) {
    lock_.setStaleLockTime(0);  // however old: it is stale when its process is gone
}

bool SingleInstance::hand_over(const QStringList& files) {
    if (lock_.tryLock()) {
        listen();
        return false;
    }
    if (lock_.error() != QLockFile::LockFailedError) {
        throw Error(ErrorKind::Failed, "cannot write " + folder_.toStdString() + "/studio.lock",
                    "make the folder writable, or set XDG_DATA_HOME to one that is");
    }
    if (!send(files)) {
        throw Error(ErrorKind::Failed, "another window of Plumbline is open and does not answer",
                    "close it, or end its process, and start again");
    }
    return true;
}

void SingleInstance::listen() {
    QLocalServer::removeServer(server_name_);  // one that a kill left
    server_->setSocketOptions(QLocalServer::UserAccessOption);
    connect(server_, &QLocalServer::newConnection, this, [this] {
        QLocalSocket* socket = server_->nextPendingConnection();
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            QDataStream stream(socket);
            QStringList files;
            stream.startTransaction();
            stream >> files;
            if (!stream.commitTransaction()) return;  // the rest is still on its way
            socket->write("k");
            socket->flush();
            Q_EMIT files_came(files);
        });
    });
    // Without the socket a second start cannot hand over, and says so; this window works.
    if (!server_->listen(server_name_))
        qWarning("no socket: %s", qPrintable(server_->errorString()));
}

bool SingleInstance::send(const QStringList& files) const {
    QLocalSocket socket;
    socket.connectToServer(server_name_);
    if (!socket.waitForConnected(kAnswerMs)) return false;
    QDataStream stream(&socket);
    stream << files;
    return socket.waitForBytesWritten(kAnswerMs) && socket.waitForReadyRead(kAnswerMs);
}

}  // namespace plumbline::ui
