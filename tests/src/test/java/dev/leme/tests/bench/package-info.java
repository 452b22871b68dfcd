/** Measurements, each printing its figure; see {@code docs/benchmarks.md}. */
@NullMarked
package dev.leme.tests.bench;

import org.jspecify.annotations.NullMarked;
