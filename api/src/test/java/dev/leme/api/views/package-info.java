/** Tests of the generated views. */
@NullMarked
package dev.leme.api.views;

import org.jspecify.annotations.NullMarked;
