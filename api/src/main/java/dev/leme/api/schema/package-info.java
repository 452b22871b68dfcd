/** What objects may look like: schemas of built-in and custom kinds, and decoding and checking against them. */
@NullMarked
package dev.leme.api.schema;

import org.jspecify.annotations.NullMarked;
