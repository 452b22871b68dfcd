/** The engine that keeps a store in one SQLite file, which anyone can open and read: see {@code Schema}. */
@NullMarked
package dev.leme.store.sqlite;

import org.jspecify.annotations.NullMarked;
