/** Our own pause image: the program that holds a pod's namespaces, as an ELF file made by hand, in an OCI image. */
@NullMarked
package dev.leme.node.runtime.pause;

import org.jspecify.annotations.NullMarked;
