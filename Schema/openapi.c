#include "Schema.h"

static const uint8_t openapi[] = {
#embed "openapi.yaml"
};

struct schema_file schema_openapi(void) {
    return (struct schema_file){"openapi.yaml", openapi, sizeof openapi};
}

static const uint8_t docs_css[] = {
#embed "docs.css"
};

struct schema_file schema_docs_css(void) {
    return (struct schema_file){"docs.css", docs_css, sizeof docs_css};
}
