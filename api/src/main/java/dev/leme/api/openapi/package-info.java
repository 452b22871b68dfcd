/** OpenAPI documents, versions 2 and 3, as pure functions of the schemas and the resources that a server has. */
@NullMarked
package dev.leme.api.openapi;

import org.jspecify.annotations.NullMarked;
