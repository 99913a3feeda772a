-- How often a pair meets. It goes with its worker, and when the pair no longer stands.
CREATE TABLE rhythms (
    workspace  TEXT   NOT NULL,
    team       TEXT   NOT NULL,
    author_ref TEXT   NOT NULL, -- the worker
    supervisor TEXT   NOT NULL,
    weeks      BIGINT NOT NULL,
    first      TEXT   NOT NULL,
    clock      TEXT   NOT NULL,
    timezone   TEXT   NOT NULL,
    revision   BIGINT NOT NULL,
    PRIMARY KEY (workspace, team, author_ref, supervisor),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE INDEX rhythms_by_author ON rhythms (workspace, author_ref);

-- The meetings of a pair: no words. The worker is found through the author's row only, so that deleting it deletes them.
CREATE TABLE sessions (
    workspace   TEXT   NOT NULL,
    session     TEXT   NOT NULL,
    author_ref  TEXT   NOT NULL, -- the worker
    team        TEXT   NOT NULL,
    supervisor  TEXT   NOT NULL,
    local       TEXT   NOT NULL,
    timezone    TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    week        TEXT   NOT NULL, -- ISO week of local
    was         TEXT   NOT NULL,
    slot        TEXT   NOT NULL,
    moves       BIGINT NOT NULL,
    prepared    BIGINT NOT NULL, -- moves + 1 once what its time needs was put out
    made        BIGINT NOT NULL,
    timed       BIGINT NOT NULL,
    state       TEXT   NOT NULL,
    why         TEXT   NOT NULL,
    recorded_by TEXT   NOT NULL,
    recorded    BIGINT NOT NULL,
    co_prompt   TEXT   NOT NULL,
    revision    BIGINT NOT NULL,
    PRIMARY KEY (workspace, session),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sessions_once    ON sessions (workspace, team, author_ref, supervisor, slot) WHERE slot <> '';
CREATE INDEX sessions_by_author      ON sessions (workspace, author_ref, at);
CREATE INDEX sessions_by_supervisor  ON sessions (workspace, supervisor, at);
CREATE INDEX sessions_by_week        ON sessions (workspace, week);
CREATE INDEX sessions_planned        ON sessions (at) WHERE state = 'planned';

-- What one side of a pair means to do. It is sealed by its writer, and goes with the worker too.
CREATE TABLE actions (
    workspace  TEXT   NOT NULL,
    action     TEXT   NOT NULL,
    author_ref TEXT   NOT NULL, -- who wrote it down
    worker_ref TEXT   NOT NULL,
    team       TEXT   NOT NULL,
    supervisor TEXT   NOT NULL,
    session    TEXT   NOT NULL,
    side       TEXT   NOT NULL, -- who does it
    due        TEXT   NOT NULL,
    made       BIGINT NOT NULL,
    done       BIGINT NOT NULL,
    opened     BIGINT NOT NULL, -- by the other side, first
    kept_from  BIGINT NOT NULL,
    delete_on  BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    sealed     {{blob}} NOT NULL,
    PRIMARY KEY (workspace, action),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE,
    FOREIGN KEY (workspace, worker_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE INDEX actions_by_author ON actions (workspace, author_ref);
CREATE INDEX actions_by_worker ON actions (workspace, worker_ref, made);
CREATE INDEX actions_by_end    ON actions (delete_on);

-- What each side wrote for a session, sealed by its writer.
CREATE TABLE co_reflections (
    workspace  TEXT   NOT NULL,
    session    TEXT   NOT NULL,
    author_ref TEXT   NOT NULL,
    finished   BIGINT NOT NULL,
    opened     BIGINT NOT NULL, -- by the other side, first
    made       BIGINT NOT NULL,
    delete_on  BIGINT NOT NULL,
    revision   BIGINT NOT NULL,
    sealed     {{blob}} NOT NULL,
    PRIMARY KEY (workspace, session, author_ref),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE,
    FOREIGN KEY (workspace, session) REFERENCES sessions (workspace, session) ON DELETE CASCADE
);
CREATE INDEX co_reflections_by_author ON co_reflections (workspace, author_ref);
CREATE INDEX co_reflections_by_end    ON co_reflections (delete_on);
