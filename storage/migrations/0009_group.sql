-- Group supervision: what a team has set for its next session. It does not hang on the team's row, which is written anew
-- whenever the roster changes.
CREATE TABLE group_agendas (
    workspace   TEXT   NOT NULL,
    team        TEXT   NOT NULL,
    facilitator TEXT   NOT NULL,
    since       BIGINT NOT NULL,
    day         TEXT   NOT NULL,
    questions   TEXT   NOT NULL, -- ids of prompts, as JSON
    revision    BIGINT NOT NULL,
    PRIMARY KEY (workspace, team)
);

-- What people bring to it: their author's alone until shared.
CREATE TABLE group_lines (
    workspace  TEXT   NOT NULL,
    line       TEXT   NOT NULL,
    author_ref TEXT   NOT NULL,
    team       TEXT   NOT NULL,
    place      BIGINT NOT NULL, -- among those shared with the team
    named      BIGINT NOT NULL, -- shared with the author's name
    shared     BIGINT NOT NULL, -- since when; 0: not
    added      BIGINT NOT NULL,
    discussed  BIGINT NOT NULL, -- when it was talked about; 0: not yet
    delete_on  BIGINT NOT NULL,
    sealed     {{blob}} NOT NULL,
    PRIMARY KEY (workspace, line),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE INDEX group_lines_by_author ON group_lines (workspace, author_ref);
CREATE INDEX group_lines_shared    ON group_lines (workspace, team) WHERE shared > 0;
CREATE INDEX group_lines_by_end    ON group_lines (delete_on);

-- Who read which line: the first time on each day. Only its author is shown it.
CREATE TABLE group_receipts (
    workspace TEXT   NOT NULL,
    line      TEXT   NOT NULL,
    viewer    TEXT   NOT NULL,
    day       TEXT   NOT NULL,
    role      TEXT   NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (workspace, line, viewer, day),
    FOREIGN KEY (workspace, line) REFERENCES group_lines (workspace, line) ON DELETE CASCADE
);
