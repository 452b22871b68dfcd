/** Tests of the OpenAPI documents. */
@NullMarked
package dev.leme.api.openapi;

import org.jspecify.annotations.NullMarked;
