/** Keeps a StatefulSet's pods and claims: ordered, named, replaced one by one. */
@NullMarked
package dev.leme.controllers.statefulset;

import org.jspecify.annotations.NullMarked;
