/** The API's objects that the node's pods refer to, each watched only while a pod here needs it. */
@NullMarked
package dev.leme.node.sources;

import org.jspecify.annotations.NullMarked;
