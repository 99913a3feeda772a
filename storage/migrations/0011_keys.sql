-- Which of an author's keys it is: a new one at each rotation. '' is one from before they were renewed.
ALTER TABLE authors ADD COLUMN key_id TEXT NOT NULL DEFAULT '';
