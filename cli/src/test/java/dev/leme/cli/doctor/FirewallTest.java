package dev.leme.cli.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FirewallTest {
    private static final String OURS = """
            table inet leme_a {
            	chain forward {
            		type filter hook forward priority filter; policy drop;
            	}
            }
            """;
    private static final String HOSTS = """
            table ip filter {
            	chain INPUT {
            		type filter hook input priority filter; policy drop;
            	}
            	chain FORWARD {
            		type filter hook forward priority filter; policy %s;
            	}
            }
            """;
    private static final String DOCKERS = "table ip filter {\n\tchain DOCKER-USER {\n\t}\n}\n";

    @Test
    void check_otherPolicies_pass() {
        assertTrue(Firewall.check("").passed());
        assertTrue(Firewall.check(OURS + HOSTS.formatted("accept")).passed());
    }

    @Test
    void check_anothersTableDrops_namesItAndTheCommand() {
        Check check = Firewall.check(OURS + HOSTS.formatted("drop"));
        assertFalse(check.passed() || check.needed());
        assertTrue(check.what().contains("(table ip filter, chain FORWARD)"), check.what());
        assertTrue(check.mend().contains("iptables -I FORWARD -i leme+ -j ACCEPT"), check.mend());
    }

    @Test
    void check_docker_usesTheChainThatItLeavesAlone() {
        String mend = Firewall.check(DOCKERS + HOSTS.formatted("drop")).mend();
        assertEquals(3, mend.split("DOCKER-USER", -1).length, mend);
    }
}
