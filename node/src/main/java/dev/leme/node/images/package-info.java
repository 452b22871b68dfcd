/** Images on the node: pull policy, credentials, back-off and clean-up. */
@NullMarked
package dev.leme.node.images;

import org.jspecify.annotations.NullMarked;
