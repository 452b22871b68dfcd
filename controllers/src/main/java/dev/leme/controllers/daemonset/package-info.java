/** Keeps one pod of a DaemonSet on each node that it is for. */
@NullMarked
package dev.leme.controllers.daemonset;

import org.jspecify.annotations.NullMarked;
