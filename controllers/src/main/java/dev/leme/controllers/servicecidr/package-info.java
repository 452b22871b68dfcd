/** Says of each range of Services' addresses whether it may be used, and holds it while its addresses are. */
@NullMarked
package dev.leme.controllers.servicecidr;

import org.jspecify.annotations.NullMarked;
