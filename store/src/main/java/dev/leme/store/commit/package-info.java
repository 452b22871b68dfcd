/** The store of one process: the loop that decides the order of writes, above an engine that keeps them. */
@NullMarked
package dev.leme.store.commit;

import org.jspecify.annotations.NullMarked;
