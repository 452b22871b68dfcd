/** The house as a whole: its rules, and what it does from kubectl to containers. */
@NullMarked
package dev.leme.tests;

import org.jspecify.annotations.NullMarked;
