-- Who asked for a message by hand: they are told where it cannot be posted. '' where the clock did, or nobody is told.
ALTER TABLE deliveries ADD COLUMN asker TEXT NOT NULL DEFAULT '';

-- What was asked in a channel was asked of its team, which keeps it when its channel changes: by the message that asked
-- it, or else by the team whose channel it is now.
UPDATE asked SET audience = (
    SELECT MIN(d.team) FROM deliveries d
    WHERE d.workspace = asked.workspace AND d.subject = asked.prompt AND d.recipient = asked.audience AND d.kind = 'team-prompt')
WHERE audience IN (SELECT recipient FROM deliveries WHERE kind = 'team-prompt') AND EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.workspace = asked.workspace AND d.subject = asked.prompt AND d.recipient = asked.audience AND d.kind = 'team-prompt');
UPDATE asked SET audience = (
    SELECT MIN(t.team) FROM teams t WHERE t.workspace = asked.workspace AND t.channel = asked.audience)
WHERE EXISTS (
    SELECT 1 FROM teams t WHERE t.workspace = asked.workspace AND t.channel = asked.audience);
