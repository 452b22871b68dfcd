/** Sockets of families that Java has none for. */
@NullMarked
package dev.leme.proxy.socket;

import org.jspecify.annotations.NullMarked;
