/** What is particular to a kind and needs the cluster's state. */
@NullMarked
package dev.leme.apiserver.hooks;

import org.jspecify.annotations.NullMarked;
