-- Whether Slack calls somebody an admin or an owner of the workspace: one of them may become Handrail's first admin.
ALTER TABLE people ADD COLUMN slack_admin BIGINT NOT NULL DEFAULT 0;

-- Where a team's people turn when somebody is at risk: their safeguarding lead, and, where the team has steps of its own,
-- those, a line each.
ALTER TABLE teams ADD COLUMN safeguarding_lead TEXT NOT NULL DEFAULT '';
ALTER TABLE teams ADD COLUMN signpost TEXT NOT NULL DEFAULT '';

-- With which revision of the roster a change came, and its place among those that came together.
ALTER TABLE audit ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN place BIGINT NOT NULL DEFAULT 0;
CREATE INDEX audit_by_time ON audit (workspace, at);
