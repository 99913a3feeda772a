-- One file for both databases: {{blob}} and {{clustered}} are replaced when it is read.
-- Instants are Unix milliseconds, 0 for none; flags are 0 or 1; JSON is TEXT.

-- Proof that the master key is the one this database was written with. One row, for the whole database.
CREATE TABLE key_check (
    only_row BIGINT NOT NULL PRIMARY KEY CHECK (only_row = 1),
    sealed   {{blob}} NOT NULL
);

CREATE TABLE workspaces (
    workspace TEXT   NOT NULL PRIMARY KEY,
    name      TEXT   NOT NULL,
    revision  BIGINT NOT NULL, -- of the roster
    moved     BIGINT NOT NULL, -- counts up when a schedule's due instant changes
    k         BIGINT NOT NULL
);

CREATE TABLE people (
    workspace   TEXT   NOT NULL,
    user_id     TEXT   NOT NULL,
    name        TEXT   NOT NULL,
    timezone    TEXT   NOT NULL,
    guest       BIGINT NOT NULL,
    stranger    BIGINT NOT NULL,
    bot         BIGINT NOT NULL,
    deactivated BIGINT NOT NULL,
    refreshed   BIGINT NOT NULL,
    PRIMARY KEY (workspace, user_id)
);

CREATE TABLE preferences (
    workspace TEXT NOT NULL,
    user_id   TEXT NOT NULL,
    settings  TEXT NOT NULL,
    PRIMARY KEY (workspace, user_id)
);

CREATE TABLE admins (
    workspace TEXT   NOT NULL,
    user_id   TEXT   NOT NULL,
    place     BIGINT NOT NULL,
    PRIMARY KEY (workspace, user_id)
);

CREATE TABLE teams (
    workspace   TEXT   NOT NULL,
    team        TEXT   NOT NULL,
    place       BIGINT NOT NULL,
    name        TEXT   NOT NULL,
    setting     TEXT   NOT NULL,
    channel     TEXT   NOT NULL,
    timezone    TEXT   NOT NULL,
    holidays    TEXT   NOT NULL,
    quiet_from  BIGINT NOT NULL,
    quiet_until BIGINT NOT NULL,
    PRIMARY KEY (workspace, team)
);

-- Line managers and deputies.
CREATE TABLE team_roles (
    workspace TEXT   NOT NULL,
    team      TEXT   NOT NULL,
    role      TEXT   NOT NULL,
    user_id   TEXT   NOT NULL,
    since     BIGINT NOT NULL,
    place     BIGINT NOT NULL,
    PRIMARY KEY (workspace, team, role, user_id),
    FOREIGN KEY (workspace, team) REFERENCES teams (workspace, team) ON DELETE CASCADE
);
CREATE INDEX team_roles_by_user ON team_roles (workspace, user_id);

CREATE TABLE members (
    workspace        TEXT   NOT NULL,
    team             TEXT   NOT NULL,
    user_id          TEXT   NOT NULL,
    since            BIGINT NOT NULL,
    supervisor       TEXT   NOT NULL,
    supervisor_since BIGINT NOT NULL,
    place            BIGINT NOT NULL,
    PRIMARY KEY (workspace, team, user_id),
    FOREIGN KEY (workspace, team) REFERENCES teams (workspace, team) ON DELETE CASCADE
);
CREATE INDEX members_by_supervisor ON members (workspace, supervisor);

CREATE TABLE schedules (
    workspace TEXT   NOT NULL,
    team      TEXT   NOT NULL,
    schedule  TEXT   NOT NULL,
    place     BIGINT NOT NULL,
    kind      TEXT   NOT NULL,
    cron      TEXT   NOT NULL,
    timezone  TEXT   NOT NULL,
    weekends  BIGINT NOT NULL,
    holidays  BIGINT NOT NULL,
    due       BIGINT NOT NULL,
    PRIMARY KEY (workspace, team, schedule),
    FOREIGN KEY (workspace, team) REFERENCES teams (workspace, team) ON DELETE CASCADE
);
CREATE INDEX schedules_by_due ON schedules (due);

-- What was administered, and by whom; never who wrote or opened what.
CREATE TABLE audit (
    workspace TEXT   NOT NULL,
    entry     TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    by_user   TEXT   NOT NULL,
    what      TEXT   NOT NULL,
    PRIMARY KEY (workspace, entry)
);

-- The only tie between a Slack user and an author reference. It goes with the key.
CREATE TABLE authors (
    workspace   TEXT NOT NULL,
    user_id     TEXT NOT NULL,
    ref         TEXT NOT NULL,
    wrapped_key {{blob}} NOT NULL,
    PRIMARY KEY (workspace, user_id),
    UNIQUE (workspace, ref)
);

CREATE TABLE notes (
    workspace     TEXT   NOT NULL,
    note          TEXT   NOT NULL,
    author_ref    TEXT   NOT NULL,
    team          TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    talk          TEXT   NOT NULL,
    readers       BIGINT NOT NULL,
    share_themes  BIGINT NOT NULL,
    to_supervisor BIGINT NOT NULL, -- since when; 0: not
    to_managers   BIGINT NOT NULL, -- since when; 0: not
    created       BIGINT NOT NULL,
    week          TEXT   NOT NULL,
    delete_on     BIGINT NOT NULL,
    revision      BIGINT NOT NULL,
    sealed        {{blob}} NOT NULL, -- words, codes, boundaries, noticed, prompt, day: one encrypted JSON object
    PRIMARY KEY (workspace, note),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE INDEX notes_by_author  ON notes (workspace, author_ref, created);
CREATE INDEX notes_by_end     ON notes (delete_on);
CREATE INDEX notes_open       ON notes (workspace, team, created) WHERE to_managers > 0;
CREATE INDEX notes_open_weeks ON notes (workspace, team, week, author_ref) WHERE to_managers > 0 AND share_themes > 0;

-- What figures count. note is NULL once the words have expired.
CREATE TABLE shared_themes (
    workspace  TEXT NOT NULL,
    team       TEXT NOT NULL,
    week       TEXT NOT NULL,
    theme      TEXT NOT NULL,
    author_ref TEXT NOT NULL,
    code       TEXT NOT NULL,
    note       TEXT,
    UNIQUE (workspace, note, code),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE INDEX shared_themes_by_week   ON shared_themes (workspace, team, week, theme, author_ref);
CREATE INDEX shared_themes_by_author ON shared_themes (workspace, author_ref);
CREATE INDEX shared_themes_unlinked  ON shared_themes (workspace, team, week) WHERE note IS NULL;

-- Who opened what. Only the author of the note is shown it.
CREATE TABLE receipts (
    workspace  TEXT   NOT NULL,
    receipt    TEXT   NOT NULL,
    author_ref TEXT   NOT NULL,
    note       TEXT   NOT NULL,
    viewer     TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (workspace, receipt),
    FOREIGN KEY (workspace, note) REFERENCES notes (workspace, note) ON DELETE CASCADE
);
CREATE INDEX receipts_by_note   ON receipts (workspace, note);
CREATE INDEX receipts_by_author ON receipts (workspace, author_ref, at);

-- A wish to talk soon, without content. It names the supervisor, because they are told; the worker is found
-- through the author's row, so that deleting it unties the request as well.
CREATE TABLE soon_requests (
    workspace    TEXT   NOT NULL,
    request      TEXT   NOT NULL,
    author_ref   TEXT   NOT NULL,
    note         TEXT,
    supervisor   TEXT   NOT NULL,
    asked        BIGINT NOT NULL,
    acknowledged BIGINT NOT NULL,
    PRIMARY KEY (workspace, request),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE,
    FOREIGN KEY (workspace, note) REFERENCES notes (workspace, note) ON DELETE CASCADE
);
CREATE INDEX soon_requests_by_author ON soon_requests (workspace, author_ref);
CREATE INDEX soon_requests_by_note   ON soon_requests (workspace, note);

-- What was said of an ended period, the same ever after.
CREATE TABLE figures (
    workspace TEXT   NOT NULL,
    team      TEXT   NOT NULL,
    period    TEXT   NOT NULL,
    figures   TEXT   NOT NULL,
    drawn     BIGINT NOT NULL,
    PRIMARY KEY (workspace, team, period)
);

-- Requests from Slack that changed something, so that the same one again changes nothing. It has no index by age:
-- each save would pay for it, and only expiry would use it.
CREATE TABLE done (
    workspace TEXT   NOT NULL,
    key       TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, key)
){{clustered}};

-- Which prompt was put to whom: a channel or a user.
CREATE TABLE asked (
    workspace TEXT   NOT NULL,
    audience  TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    entry     TEXT   NOT NULL,
    prompt    TEXT   NOT NULL,
    PRIMARY KEY (workspace, audience, at, entry)
){{clustered}};

-- The outbox. It never holds anybody's words. delivery stands first in the key, because it is looked up by it alone.
CREATE TABLE deliveries (
    workspace    TEXT   NOT NULL,
    delivery     TEXT   NOT NULL,
    kind         TEXT   NOT NULL,
    recipient    TEXT   NOT NULL,
    team         TEXT   NOT NULL,
    schedule     TEXT   NOT NULL,
    nominal      TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    detail       TEXT   NOT NULL,
    due          BIGINT NOT NULL,
    expires      BIGINT NOT NULL,
    attempts     BIGINT NOT NULL,
    reason       TEXT   NOT NULL,
    state        TEXT   NOT NULL, -- waiting, sent, parked or skipped
    leased_until BIGINT NOT NULL, -- protocol time: nobody else sends it, or tries again, before; 0: at once
    sent         BIGINT NOT NULL,
    channel      TEXT   NOT NULL, -- where it stands in Slack
    message      TEXT   NOT NULL, -- Slack's timestamp of it
    PRIMARY KEY (delivery, workspace)
);
CREATE UNIQUE INDEX deliveries_once ON deliveries (workspace, schedule, team, recipient, nominal) WHERE schedule <> '';
CREATE INDEX deliveries_waiting ON deliveries (due) WHERE state = 'waiting';
CREATE INDEX deliveries_parked  ON deliveries (workspace, due) WHERE state = 'parked';
CREATE INDEX deliveries_about   ON deliveries (workspace, subject);
