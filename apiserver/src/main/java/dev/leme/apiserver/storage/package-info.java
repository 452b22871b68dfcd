/** From objects to committed revisions and back: the one road by which state changes. */
@NullMarked
package dev.leme.apiserver.storage;

import org.jspecify.annotations.NullMarked;
