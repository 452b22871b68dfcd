/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.namespace;

import org.jspecify.annotations.NullMarked;
