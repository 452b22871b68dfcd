/** Removes pods from nodes whose NoExecute taints they do not bear, or no longer bear. */
@NullMarked
package dev.leme.controllers.tainteviction;

import org.jspecify.annotations.NullMarked;
