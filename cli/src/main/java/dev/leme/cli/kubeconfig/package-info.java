/** A cluster's entry in a kubeconfig file that holds others' too. */
@NullMarked
package dev.leme.cli.kubeconfig;

import org.jspecify.annotations.NullMarked;
