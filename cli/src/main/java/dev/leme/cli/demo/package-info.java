/** The chapter, played end to end through the real kubectl. */
@NullMarked
package dev.leme.cli.demo;

import org.jspecify.annotations.NullMarked;
