/** What is committed, kept in memory as the bytes that clients get, and followed from there. */
@NullMarked
package dev.leme.apiserver.watch;

import org.jspecify.annotations.NullMarked;
