/** What {@code kubectl get} prints of each kind: columns, and the row of an object. */
@NullMarked
package dev.leme.api.table;

import org.jspecify.annotations.NullMarked;
