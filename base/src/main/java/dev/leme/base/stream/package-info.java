/** Byte streams of a process or a connection, as blocking streams that one side offers and the other side drives. */
@NullMarked
package dev.leme.base.stream;

import org.jspecify.annotations.NullMarked;
