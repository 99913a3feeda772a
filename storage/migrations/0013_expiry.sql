-- Each save paid for an index by the day of deletion, which is asked for once an hour only. The one by author serves that
-- as well.
DROP INDEX notes_by_end;
DROP INDEX notes_by_author;
CREATE INDEX notes_by_author ON notes (workspace, author_ref, created, delete_on);
