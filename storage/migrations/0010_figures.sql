-- Whether a wish to talk soon went to a deputy: the organisation's figures count it, also once the request is gone.
ALTER TABLE soon_counts ADD COLUMN passed BIGINT NOT NULL DEFAULT 0;
UPDATE soon_counts SET passed = 1 WHERE EXISTS (
    SELECT 1 FROM soon_requests r
    WHERE r.workspace = soon_counts.workspace AND r.request = soon_counts.request AND r.passed > 0);
