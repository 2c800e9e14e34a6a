// SPDX-License-Identifier: GPL-3.0-or-later
#include "library/library_dialog.h"

#include "library/model_shelf.h"
#include "support/tab_order.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>

namespace plumbline::ui {
namespace {

using State = api::LibraryNeed::State;

constexpr QSize kSize(980, 600);
constexpr int kFolderRows = 4;

QString text_of(const std::string& text) {
    return QString::fromStdString(text);
}

QString part_word(const std::string& part) {
    if (part == "denoiser") return LibraryDialog::tr("denoiser");
    if (part == "vae") return LibraryDialog::tr("VAE");
    if (part == "text encoder") return LibraryDialog::tr("text encoder");
    if (part == "image encoder") return LibraryDialog::tr("image encoder");
    if (part == "tokenizer") return LibraryDialog::tr("tokenizer");
    return text_of(part);
}

QString state_word(State state) {
    switch (state) {
        case State::Here: return LibraryDialog::tr("✓ found");
        case State::Elsewhere: return LibraryDialog::tr("in another place");
        case State::Vanished: return LibraryDialog::tr("✗ gone");
        case State::Lacking: return LibraryDialog::tr("✗ lacks");
    }
    return {};
}

QString state_word(const api::LibraryModel& model) {
    if (!model.complete()) return LibraryDialog::tr("incomplete");
    return model.supported ? LibraryDialog::tr("ready")
                           : LibraryDialog::tr("complete, not supported yet");
}

/// Where the part is, or what to get and where to put it.
QString place_of(const api::LibraryModel& model, const api::LibraryNeed& need) {
    switch (need.state) {
        case State::Lacking: return LibraryDialog::tr("get %1").arg(text_of(need.file));
        case State::Elsewhere:
            return LibraryDialog::tr("%1: link it into %2")
                .arg(text_of(need.path), text_of(model.folder));
        default: return text_of(need.path);
    }
}

/// The row, or something below it, holds all words.
bool show_matching(QTreeWidgetItem* row, const QStringList& words, bool above_fits) {
    QString all;
    for (int column = 0; column < row->columnCount(); ++column) all += row->text(column) + u' ';
    const bool fits =
        above_fits || std::all_of(words.begin(), words.end(), [&](const QString& word) {
            return all.contains(word, Qt::CaseInsensitive);
        });
    bool below = false;
    for (int i = 0; i < row->childCount(); ++i)
        below = show_matching(row->child(i), words, fits) || below;
    row->setHidden(!fits && !below);
    return fits || below;
}

void add_model(QTreeWidgetItem* family, const api::LibraryModel& model) {
    auto* row = new QTreeWidgetItem(
        family, {model.name.empty() ? LibraryDialog::tr("parts only") : text_of(model.name),
                 state_word(model), text_of(model.folder)});
    for (const api::LibraryNeed& need : model.needs) {
        auto* part = new QTreeWidgetItem(row, {part_word(need.part), state_word(need.state),
                                               place_of(model, need), text_of(need.licence)});
        for (int column = 0; column < part->columnCount(); ++column)
            part->setToolTip(column, part->text(column));
    }
}

}  // namespace

LibraryDialog::LibraryDialog(ModelShelf& shelf, QWidget* parent)
    : QDialog(parent),
      shelf_(shelf),
      folders_(new QListWidget(this)),
      tree_(new QTreeWidget(this)),
      filter_(new QLineEdit(this)),
      state_(new QLabel(this)),
      add_(add_button(tr("Add folder…"), tr("Look for models in a folder and all below it"))),
      remove_(add_button(tr("Forget"), tr("Take the folder out of the library; its files stay"))),
      rescan_(add_button(tr("Scan again"), tr("See what is new in the folder"))),
      stop_(add_button(tr("Stop scan"), tr("What was known stays"))) {
    setWindowTitle(tr("Model library"));
    resize(kSize);
    folders_->setAccessibleName(tr("Folders of the library"));
    folders_->setFixedHeight(folders_->fontMetrics().lineSpacing() * kFolderRows + 14);
    tree_->setAccessibleName(tr("Families, models and their parts"));
    tree_->setHeaderLabels(
        {tr("Model and part"), tr("State"), tr("Where, or what to get"), tr("Licence")});
    tree_->setUniformRowHeights(true);
    tree_->setAlternatingRowColors(true);
    filter_->setAccessibleName(tr("Filter"));
    filter_->setPlaceholderText(tr("Filter: words of family, model, part, state or licence"));
    filter_->setClearButtonEnabled(true);
    state_->setWordWrap(true);
    lay_out();
    connect(add_, &QPushButton::clicked, this, &LibraryDialog::ask_for_folder);
    connect(remove_, &QPushButton::clicked, this, [this] { shelf_.remove(chosen_folder()); });
    connect(rescan_, &QPushButton::clicked, this, [this] { shelf_.scan(chosen_folder()); });
    connect(stop_, &QPushButton::clicked, this, [this] { shelf_.cancel(); });
    connect(folders_, &QListWidget::currentRowChanged, this, &LibraryDialog::show_state);
    connect(filter_, &QLineEdit::textChanged, this, &LibraryDialog::narrow);
    connect(&shelf, &ModelShelf::changed, this, &LibraryDialog::refresh);
    connect(&shelf, &ModelShelf::progressed, this, [this](int files, const QString& path) {
        state_->setText(tr("Scanning, %1 files looked at: %2").arg(files).arg(path));
    });
    refresh();
}

QPushButton* LibraryDialog::add_button(const QString& text, const QString& help) {
    auto* button = new QPushButton(text, this);
    button->setToolTip(help);
    button->setAutoDefault(false);
    return button;
}

void LibraryDialog::lay_out() {
    auto* buttons = new QVBoxLayout;
    for (QPushButton* button : {add_, rescan_, remove_, stop_}) buttons->addWidget(button);
    buttons->addStretch(1);
    auto* top = new QHBoxLayout;
    top->addWidget(folders_, 1, Qt::AlignTop);
    top->addLayout(buttons);
    auto* column = new QVBoxLayout(this);
    column->addLayout(top);
    column->addWidget(state_);
    column->addWidget(filter_);
    column->addWidget(tree_, 1);
    set_tab_order({folders_, add_, rescan_, remove_, stop_, filter_, tree_});
}

void LibraryDialog::ask_for_folder() {
    auto* dialog = new QFileDialog(this, tr("Folder with models"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& folder) { shelf_.scan(folder); });
    dialog->open();
}

QString LibraryDialog::chosen_folder() const {
    const QListWidgetItem* item = folders_->currentItem();
    return item == nullptr ? QString() : item->text();
}

void LibraryDialog::refresh() {
    const QString before = chosen_folder();
    folders_->clear();
    for (const store::LibraryFolder& folder : shelf_.folders()) {
        auto* item = new QListWidgetItem(text_of(folder.path), folders_);
        item->setToolTip(item->text());
        if (item->text() == before) folders_->setCurrentItem(item);
    }
    if (folders_->currentRow() < 0) folders_->setCurrentRow(0);
    fill_tree();
    show_state();
    narrow(filter_->text());
}

void LibraryDialog::fill_tree() {
    tree_->clear();
    for (const api::LibraryModel& model : shelf_.models()) {
        const auto same =
            tree_->findItems(text_of(model.title), Qt::MatchExactly | Qt::MatchCaseSensitive);
        auto* family =
            same.isEmpty() ? new QTreeWidgetItem(tree_, {text_of(model.title)}) : same.front();
        add_model(family, model);
    }
    if (!shelf_.troubles().empty()) {
        auto* group = new QTreeWidgetItem(tree_, {tr("Could not be read")});
        for (const api::LibraryTrouble& trouble : shelf_.troubles()) {
            auto* row = new QTreeWidgetItem(group, {text_of(trouble.path).section(u'/', -1),
                                                    tr("not usable"), text_of(trouble.message)});
            row->setToolTip(2, text_of(trouble.path) + u'\n' + row->text(2));
        }
    }
    tree_->expandAll();
    for (int column = 0; column < 2; ++column) tree_->resizeColumnToContents(column);
    tree_->header()->resizeSection(2, kSize.width() * 2 / 5);
}

void LibraryDialog::show_state() {
    const bool has_folder = !chosen_folder().isEmpty();
    remove_->setEnabled(has_folder);
    rescan_->setEnabled(has_folder && !shelf_.is_scanning());
    stop_->setEnabled(shelf_.is_scanning());
    if (shelf_.is_scanning()) {
        state_->setText(tr("A scan goes, or waits until the run has ended."));
    } else if (shelf_.folders().empty()) {
        state_->setText(tr("No folder yet. Only names and headers are read; nothing is copied."));
    } else {
        const auto ready = std::ranges::count_if(
            shelf_.models(), [](const auto& model) { return model.supported && model.complete(); });
        state_->setText(tr("%1 models, %2 ready to generate with.")
                            .arg(static_cast<int>(shelf_.models().size()))
                            .arg(static_cast<int>(ready)));
    }
}

void LibraryDialog::narrow(const QString& words) {
    const QStringList wanted = words.split(u' ', Qt::SkipEmptyParts);
    for (int i = 0; i < tree_->topLevelItemCount(); ++i)
        show_matching(tree_->topLevelItem(i), wanted, wanted.isEmpty());
}

}  // namespace plumbline::ui
