-- What cron cannot say: every few weeks counted from a day, and which such weekday of a month; and a schedule that is
-- switched off.
ALTER TABLE schedules ADD COLUMN every_weeks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD COLUMN from_day    TEXT   NOT NULL DEFAULT '';
ALTER TABLE schedules ADD COLUMN which       BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD COLUMN paused      BIGINT NOT NULL DEFAULT 0;

-- What answers somebody goes before what only the clock sends.
CREATE INDEX deliveries_caused ON deliveries (due) WHERE state = 'waiting' AND schedule = '';
