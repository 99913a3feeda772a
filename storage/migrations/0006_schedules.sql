-- What cron cannot say: every few weeks counted from a day, and which such weekday of a month; and a schedule that is
-- switched off.
ALTER TABLE schedules ADD COLUMN every_weeks BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD COLUMN from_day    TEXT   NOT NULL DEFAULT '';
ALTER TABLE schedules ADD COLUMN which       BIGINT NOT NULL DEFAULT 0;
ALTER TABLE schedules ADD COLUMN paused      BIGINT NOT NULL DEFAULT 0;

-- What somebody waits for goes before what goes to many by the clock.
CREATE INDEX deliveries_first ON deliveries (due)
    WHERE state = 'waiting' AND kind NOT IN ('team-prompt', 'member-prompt', 'digest', 'expiry-reminder');
