#include "Schema.h"

static const uint8_t openapi[] = {
#embed "openapi.yaml"
};

struct schema_file schema_openapi(void) {
    return (struct schema_file){"openapi.yaml", openapi, sizeof openapi};
}
