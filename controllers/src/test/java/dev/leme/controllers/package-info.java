/** What the tests of several controllers need. */
@NullMarked
package dev.leme.controllers;

import org.jspecify.annotations.NullMarked;
