-- Instants are whole seconds since 1970-01-01T00:00:00Z. `data` columns hold what no query looks at, as JSON.
-- No constraint is deferred: it would fail at COMMIT, when the savepoint of the transaction that broke it is gone.

-- Facts about the database as a whole: `epoch`, `secret`, `site`, `tzdata`.
CREATE TABLE meta (
    key TEXT PRIMARY KEY NOT NULL,
    value BLOB NOT NULL
) WITHOUT ROWID;

-- Resources -----------------------------------------------------------------------------------------------------------

CREATE TABLE resource (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    data BLOB NOT NULL
);

-- Apart from `resource`, because these numbers change with every booking.
-- `number` is the resource's change number; `revision` the number at which `resource.data` was last written.
CREATE TABLE resource_change (
    resource INTEGER PRIMARY KEY REFERENCES resource (no),
    number INTEGER NOT NULL,
    revision INTEGER NOT NULL
);

-- Which resources name which as their parts. A part may be named before it exists.
CREATE TABLE resource_part (
    part TEXT NOT NULL,
    whole TEXT NOT NULL,
    PRIMARY KEY (part, whole)
) WITHOUT ROWID;

CREATE INDEX resource_part_by_whole ON resource_part (whole);

-- Bookings ------------------------------------------------------------------------------------------------------------

-- `series` and `instances` are the recurrence set and the decided instances in their compact forms.
-- `holds_time` is 1 where the state lets instances take time.
-- `last_end` is the end of the last instance, taken or not: 0 where there is none, 2^62 while some are still to be
-- decided.
-- `decided_through` is NULL where every instance is decided.
CREATE TABLE booking (
    id INTEGER PRIMARY KEY,
    resource INTEGER NOT NULL REFERENCES resource (no),
    uid TEXT NOT NULL,
    organizer_key TEXT NOT NULL,
    state TEXT NOT NULL,
    holds_time INTEGER NOT NULL,
    last_end INTEGER NOT NULL,
    decided_through INTEGER,
    created_at INTEGER NOT NULL,
    series BLOB NOT NULL,
    instances BLOB NOT NULL,
    data BLOB NOT NULL
);

CREATE UNIQUE INDEX booking_by_uid ON booking (uid, resource);
CREATE INDEX booking_by_organizer ON booking (organizer_key, last_end);

-- The series of which instances are still to be decided, oldest first.
CREATE INDEX booking_open ON booking (resource, created_at, id) WHERE decided_through IS NOT NULL AND holds_time = 1;

-- One row for each decided instance. A schedule is the rows of one resource with `takes_time` = 1, in one range scan.
-- `span` is the class of the instance's length: lengths up to a day are 0, up to 8 days 1, up to 64 days 2, and so on.
-- The instances that meet a window are found class by class, looking back from the window's start by the class's
-- longest length and no further, so that neither the past nor one very long booking makes the search slower.
CREATE TABLE booking_instance (
    resource INTEGER NOT NULL,
    takes_time INTEGER NOT NULL,
    span INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    booking INTEGER NOT NULL REFERENCES booking (id),
    recurrence_id INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    units INTEGER NOT NULL,
    tentative INTEGER NOT NULL,
    PRIMARY KEY (resource, takes_time, span, starts_at, booking, recurrence_id)
) WITHOUT ROWID;

-- The directory -------------------------------------------------------------------------------------------------------

CREATE TABLE person (
    id TEXT PRIMARY KEY NOT NULL,
    data BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE person_group (
    id TEXT PRIMARY KEY NOT NULL,
    data BLOB NOT NULL
) WITHOUT ROWID;

-- Every address of a person, a group or a resource, lower case, without `mailto:`. `principal` is a principal's path.
CREATE TABLE address (
    address TEXT PRIMARY KEY NOT NULL,
    principal TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX address_by_principal ON address (principal);

CREATE TABLE credential (
    id TEXT PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    person TEXT NOT NULL,
    verifier TEXT NOT NULL,
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) WITHOUT ROWID;

CREATE INDEX credential_by_person ON credential (person, created_at);

CREATE TABLE feed (
    id TEXT PRIMARY KEY NOT NULL,
    owner TEXT NOT NULL,
    privacy TEXT NOT NULL,
    generation INTEGER NOT NULL,
    past_days INTEGER NOT NULL,
    future_days INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX feed_by_owner ON feed (owner, created_at);

-- Calendars -----------------------------------------------------------------------------------------------------------

-- A deleted collection keeps its row, so that its change number goes on when it is made again; `remembered_from` is the
-- oldest change number from which a client can still be told what changed.
CREATE TABLE collection (
    no INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_deleted INTEGER NOT NULL,
    change_number INTEGER NOT NULL,
    remembered_from INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (owner, name)
);

-- `first_start` and `last_end` are the object's extent, NULL without bound; `span` is the class of its length as in
-- `booking_instance`, 100 where it has no bound.
CREATE TABLE calendar_object (
    no INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collection (no),
    name TEXT NOT NULL,
    uid TEXT NOT NULL,
    component TEXT NOT NULL,
    etag TEXT NOT NULL,
    schedule_tag TEXT,
    span INTEGER NOT NULL,
    first_start INTEGER,
    last_end INTEGER,
    change_number INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (collection, name)
);

CREATE INDEX calendar_object_by_uid ON calendar_object (collection, uid);
CREATE INDEX calendar_object_by_extent ON calendar_object (collection, span, first_start);
CREATE INDEX calendar_object_by_change ON calendar_object (collection, change_number);

-- Names that are gone, for sync-collection.
CREATE TABLE removed_object (
    collection INTEGER NOT NULL REFERENCES collection (no),
    name TEXT NOT NULL,
    change_number INTEGER NOT NULL,
    PRIMARY KEY (collection, name)
) WITHOUT ROWID;

CREATE INDEX removed_object_by_change ON removed_object (collection, change_number);

-- Messages and answers ------------------------------------------------------------------------------------------------

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    sender TEXT NOT NULL,
    identity TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE stored_answer (
    person TEXT NOT NULL,
    key TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) WITHOUT ROWID;

CREATE INDEX stored_answer_by_age ON stored_answer (created_at);

-- Records -------------------------------------------------------------------------------------------------------------

-- `schedule_versions` is "id=number" joined by blanks; `reasons` is JSON, empty where there are none.
CREATE TABLE decision_record (
    booking INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    resource TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    door TEXT NOT NULL,
    requester TEXT,
    verdict TEXT NOT NULL,
    units INTEGER NOT NULL,
    schedule_versions TEXT NOT NULL,
    reasons BLOB NOT NULL,
    series BLOB NOT NULL,
    PRIMARY KEY (booking, seq)
) WITHOUT ROWID;

-- `resource` is empty where the change concerned none. Ids only, never names or titles.
CREATE TABLE audit_record (
    resource TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT,
    door TEXT NOT NULL,
    action TEXT NOT NULL,
    booking INTEGER,
    subject TEXT,
    PRIMARY KEY (resource, seq)
) WITHOUT ROWID;
