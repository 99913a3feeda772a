-- What somebody began and has not saved: held for a day, under their own key, and gone with it.
CREATE TABLE drafts (
    workspace  TEXT   NOT NULL,
    author_ref TEXT   NOT NULL,
    draft      TEXT   NOT NULL,
    begun      BIGINT NOT NULL,
    expires    BIGINT NOT NULL,
    sealed     {{blob}} NOT NULL,
    PRIMARY KEY (workspace, author_ref, draft),
    FOREIGN KEY (workspace, author_ref) REFERENCES authors (workspace, ref) ON DELETE CASCADE
){{clustered}};
CREATE INDEX drafts_by_expiry ON drafts (expires);
