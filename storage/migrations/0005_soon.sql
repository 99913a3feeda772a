-- A team's days and hours at work, as teams.yaml writes them; '' for Monday to Friday, nine to five.
ALTER TABLE teams ADD COLUMN working_hours TEXT NOT NULL DEFAULT '';

-- Whom a wish to talk soon passes to, and how far it has come.
ALTER TABLE soon_requests ADD COLUMN team            TEXT   NOT NULL DEFAULT '';
ALTER TABLE soon_requests ADD COLUMN deputy          TEXT   NOT NULL DEFAULT '';
ALTER TABLE soon_requests ADD COLUMN passes          BIGINT NOT NULL DEFAULT 0; -- 0: it does not move on
ALTER TABLE soon_requests ADD COLUMN passed          BIGINT NOT NULL DEFAULT 0; -- to the deputy
ALTER TABLE soon_requests ADD COLUMN unanswered      BIGINT NOT NULL DEFAULT 0; -- since when nobody more is asked
ALTER TABLE soon_requests ADD COLUMN acknowledged_by TEXT   NOT NULL DEFAULT '';
UPDATE soon_requests SET acknowledged_by = supervisor WHERE acknowledged > 0;
CREATE INDEX soon_requests_by_passing ON soon_requests (passes) WHERE passes > 0;

-- What of it the organisation's figures count. It outlives the note, and goes with the author and with the quarter.
CREATE TABLE soon_counts (
    workspace  TEXT NOT NULL,
    request    TEXT NOT NULL,
    author_ref TEXT NOT NULL,
    week       TEXT NOT NULL,
    answered   TEXT NOT NULL, -- '', 'in-time' or 'late'
    PRIMARY KEY (workspace, request),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
);
CREATE INDEX soon_counts_by_author ON soon_counts (workspace, author_ref);
CREATE INDEX soon_counts_by_week   ON soon_counts (week);
