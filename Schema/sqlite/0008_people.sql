-- People stand in the audit by opaque ids, and bookings that are long over name nobody.

-- Which opaque id somebody has in `audit_record`. Where the row is gone, nobody knows who it was.
CREATE TABLE person_key (
    person TEXT PRIMARY KEY NOT NULL,
    key TEXT NOT NULL UNIQUE
) WITHOUT ROWID;

-- What makes pseudonyms of organizers, one for each month that is being anonymised; gone with the last of its bookings.
-- `month` counts from January of year 0.
CREATE TABLE retained_month (
    month INTEGER PRIMARY KEY,
    salt BLOB NOT NULL
);
