/** Tests of its neighbour in main. */
@NullMarked
package dev.leme.controllers.workload;

import org.jspecify.annotations.NullMarked;
