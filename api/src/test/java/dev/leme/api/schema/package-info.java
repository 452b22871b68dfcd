/** Tests of the schemas. */
@NullMarked
package dev.leme.api.schema;

import org.jspecify.annotations.NullMarked;
