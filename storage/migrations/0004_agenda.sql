-- What workers bring to supervision: lines of their own, sealed, and the place of the notes they want to talk about.
-- A note that nobody has placed or shared yet stands on the agenda without a row here.
CREATE TABLE agenda_items (
    workspace  TEXT   NOT NULL,
    author_ref TEXT   NOT NULL,
    item       TEXT   NOT NULL, -- of a note: its id
    note       TEXT,            -- NULL for a line
    team       TEXT   NOT NULL,
    part       TEXT   NOT NULL,
    place      BIGINT NOT NULL,
    named      TEXT   NOT NULL, -- another supervisor it is for; '': the author's own in the team
    shared     BIGINT NOT NULL, -- since when; 0: not
    added      BIGINT NOT NULL,
    discussed  BIGINT NOT NULL, -- when a line was talked about; 0: not yet
    delete_on  BIGINT NOT NULL, -- of a line; 0 for a note, which has its own
    revision   BIGINT NOT NULL,
    sealed     {{blob}},        -- a line's words; NULL for a note
    PRIMARY KEY (workspace, item),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE,
    FOREIGN KEY (workspace, note) REFERENCES notes (workspace, note) ON DELETE CASCADE
);
CREATE INDEX agenda_items_by_author ON agenda_items (workspace, author_ref);
CREATE UNIQUE INDEX agenda_items_by_note ON agenda_items (workspace, note);
CREATE INDEX agenda_items_named ON agenda_items (workspace, named) WHERE named <> '' AND shared > 0;
CREATE INDEX agenda_items_by_end ON agenda_items (delete_on) WHERE delete_on > 0;

-- Who opened which line. Only its author is shown it.
CREATE TABLE agenda_receipts (
    workspace  TEXT   NOT NULL,
    receipt    TEXT   NOT NULL,
    author_ref TEXT   NOT NULL,
    item       TEXT   NOT NULL,
    viewer     TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (workspace, receipt),
    FOREIGN KEY (workspace, item) REFERENCES agenda_items (workspace, item) ON DELETE CASCADE
);
CREATE INDEX agenda_receipts_by_item   ON agenda_receipts (workspace, item);
CREATE INDEX agenda_receipts_by_author ON agenda_receipts (workspace, author_ref, at);
