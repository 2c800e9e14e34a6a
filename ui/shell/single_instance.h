// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLockFile>
#include <QObject>
#include <QStringList>

class QLocalServer;

namespace plumbline::ui {

/// One window a user's data: a second start hands its files to the first and ends. The lock names
/// its process, so that one left by a kill does not count.
class SingleInstance final : public QObject {
    Q_OBJECT

public:
    /// folder: the data that the window works on; made when it is not there.
    explicit SingleInstance(const QString& folder, QObject* parent = nullptr);

    /// Files for a new window to show, handed to the one that is open. False: none is open, and
    /// from now on this is the one. Throws Error{Failed} when the open one does not answer or the
    /// folder cannot be written.
    [[nodiscard]] bool hand_over(const QStringList& files);

Q_SIGNALS:
    /// Another start handed these over; the window comes to the front.
    void files_came(const QStringList& files);

private:
    void listen();
    [[nodiscard]] bool send(const QStringList& files) const;

    QString folder_, server_name_;
    QLockFile lock_;
    QLocalServer* server_;
};

}  // namespace plumbline::ui
