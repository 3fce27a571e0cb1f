#ifndef CRENEAU_SCHEMA_H
#define CRENEAU_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

/// A file of this directory, embedded at compile time.
struct schema_file {
    /// The file's name without its directory: `0001_initial.sql`.
    const char *name;
    /// Not terminated by NUL.
    const uint8_t *bytes;
    size_t length;
};

/// The number of SQLite migrations. Migration `i` (from 0) takes a database from version `i` to `i + 1`.
size_t schema_sqlite_migration_count(void);

/// The SQLite migration at `index`; all zero where there is none.
struct schema_file schema_sqlite_migration(size_t index);

/// The description of the JSON API: `openapi.yaml`.
struct schema_file schema_openapi(void);

/// How the page about the API looks: `docs.css`.
struct schema_file schema_docs_css(void);

#endif
