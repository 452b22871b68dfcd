/** X.509 certificates with nothing but the JDK: issued, requested (PKCS#10), and kept as PEM. */
@NullMarked
package dev.leme.base.x509;

import org.jspecify.annotations.NullMarked;
