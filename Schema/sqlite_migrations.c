#include "Schema.h"

static const uint8_t sqlite_0001[] = {
#embed "sqlite/0001_initial.sql"
};

static const uint8_t sqlite_0002[] = {
#embed "sqlite/0002_lifecycle.sql"
};

static const uint8_t sqlite_0003[] = {
#embed "sqlite/0003_delegation.sql"
};

static const uint8_t sqlite_0004[] = {
#embed "sqlite/0004_instances.sql"
};

static const uint8_t sqlite_0005[] = {
#embed "sqlite/0005_object_properties.sql"
};

static const uint8_t sqlite_0006[] = {
#embed "sqlite/0006_audit_chain.sql"
};

static const uint8_t sqlite_0007[] = {
#embed "sqlite/0007_events.sql"
};

static const uint8_t sqlite_0008[] = {
#embed "sqlite/0008_people.sql"
};

static const uint8_t sqlite_0009[] = {
#embed "sqlite/0009_credentials.sql"
};

/// In order of their versions. A migration that was shipped is never edited and never moved.
static const struct schema_file sqlite_migrations[] = {
    {"0001_initial.sql", sqlite_0001, sizeof sqlite_0001},
    {"0002_lifecycle.sql", sqlite_0002, sizeof sqlite_0002},
    {"0003_delegation.sql", sqlite_0003, sizeof sqlite_0003},
    {"0004_instances.sql", sqlite_0004, sizeof sqlite_0004},
    {"0005_object_properties.sql", sqlite_0005, sizeof sqlite_0005},
    {"0006_audit_chain.sql", sqlite_0006, sizeof sqlite_0006},
    {"0007_events.sql", sqlite_0007, sizeof sqlite_0007},
    {"0008_people.sql", sqlite_0008, sizeof sqlite_0008},
    {"0009_credentials.sql", sqlite_0009, sizeof sqlite_0009},
};

size_t schema_sqlite_migration_count(void) {
    return sizeof sqlite_migrations / sizeof sqlite_migrations[0];
}

struct schema_file schema_sqlite_migration(size_t index) {
    if (index >= schema_sqlite_migration_count()) {
        return (struct schema_file){0};
    }
    return sqlite_migrations[index];
}
