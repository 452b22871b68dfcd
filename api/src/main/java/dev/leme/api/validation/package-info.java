/** What a kind's objects must hold, in upstream's words, and what deserves a warning. */
@NullMarked
package dev.leme.api.validation;

import org.jspecify.annotations.NullMarked;
