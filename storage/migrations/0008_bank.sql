-- What an organisation made of the question bank. A row of own_prompts is never changed but for being retired: notes
-- answer it.
CREATE TABLE banks (
    workspace TEXT   NOT NULL PRIMARY KEY,
    revision  BIGINT NOT NULL
);

CREATE TABLE own_prompts (
    workspace TEXT   NOT NULL,
    prompt    TEXT   NOT NULL,
    place     BIGINT NOT NULL,
    added     BIGINT NOT NULL,
    retired   BIGINT NOT NULL,
    written   TEXT   NOT NULL, -- the prompt with its fields, as JSON
    PRIMARY KEY (workspace, prompt)
);

CREATE TABLE prompts_off (
    workspace TEXT NOT NULL,
    prompt    TEXT NOT NULL,
    PRIMARY KEY (workspace, prompt)
);

-- A message in answer names the message it answers.
CREATE INDEX deliveries_by_message ON deliveries (workspace, message) WHERE message <> '';
CREATE INDEX deliveries_of_prompts ON deliveries (workspace, recipient, sent) WHERE kind = 'member-prompt' AND state = 'sent';
