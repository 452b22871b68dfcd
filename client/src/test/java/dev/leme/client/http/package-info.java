/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.client.http;

import org.jspecify.annotations.NullMarked;
