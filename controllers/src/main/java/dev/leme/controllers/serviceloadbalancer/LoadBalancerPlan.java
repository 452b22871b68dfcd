package dev.leme.controllers.serviceloadbalancer;

import dev.leme.api.core.v1.LoadBalancerIngress;
import java.util.List;

/** What is to be done for one Service. */
sealed interface LoadBalancerPlan {

    /** All is as it should be, or somebody else's affair. */
    record Nothing() implements LoadBalancerPlan {}

    /** The Service answers at these from now on; {@code moved} where an address is new, not only a port. */
    record Assign(List<LoadBalancerIngress> ingress, boolean moved) implements LoadBalancerPlan {}

    /** No address can be had, for this reason. */
    record Refuse(String reason) implements LoadBalancerPlan {}

    /** The Service gives its addresses back. */
    record Release() implements LoadBalancerPlan {}
}
