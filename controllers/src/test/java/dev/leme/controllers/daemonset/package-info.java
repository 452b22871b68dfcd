/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.daemonset;

import org.jspecify.annotations.NullMarked;
