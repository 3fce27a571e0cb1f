-- Who looks after whose calendars, and one number for the state of the directory.

-- `owner` is a person's id. `delegate` is a principal's path: a person's or a group's. `access` is `read` or `write`.
CREATE TABLE delegation (
    owner TEXT NOT NULL,
    delegate TEXT NOT NULL,
    access TEXT NOT NULL,
    PRIMARY KEY (owner, delegate)
) WITHOUT ROWID;

CREATE INDEX delegation_by_delegate ON delegation (delegate, owner);

-- One row: changes with every change of the site, a person, a group, a resource's definition or a delegation.
CREATE TABLE directory_change (
    number INTEGER NOT NULL
);

INSERT INTO directory_change (number) VALUES (1);
