/** The chain of those who may know an answer, one class each. */
@NullMarked
package dev.leme.dns.handler;

import org.jspecify.annotations.NullMarked;
