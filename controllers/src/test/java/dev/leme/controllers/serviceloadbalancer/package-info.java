/** Tests of load balancers' addresses. */
@NullMarked
package dev.leme.controllers.serviceloadbalancer;

import org.jspecify.annotations.NullMarked;
