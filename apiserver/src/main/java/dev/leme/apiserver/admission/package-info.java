/** The cluster's policy on writes, one class a rule. */
@NullMarked
package dev.leme.apiserver.admission;

import org.jspecify.annotations.NullMarked;
