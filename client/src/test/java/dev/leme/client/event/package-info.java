/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.client.event;

import org.jspecify.annotations.NullMarked;
