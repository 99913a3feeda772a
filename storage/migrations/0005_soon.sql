-- A team's days and hours at work, as teams.yaml writes them; '' for Monday to Friday, nine to five.
ALTER TABLE teams ADD COLUMN working_hours TEXT NOT NULL DEFAULT '';
