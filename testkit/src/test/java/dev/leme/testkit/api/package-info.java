/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.testkit.api;

import org.jspecify.annotations.NullMarked;
