/** Tests of the generator. */
@NullMarked
package dev.leme.codegen;

import org.jspecify.annotations.NullMarked;
