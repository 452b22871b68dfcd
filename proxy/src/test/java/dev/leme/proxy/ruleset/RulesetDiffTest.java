package dev.leme.proxy.ruleset;

import static dev.leme.proxy.Samples.clusterIp;
import static dev.leme.proxy.Samples.ready;
import static dev.leme.proxy.Samples.slice;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.leme.proxy.Samples;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RulesetDiffTest {

    private static final TableFrame FRAME = Samples.frame();
    private static final NodeFacts NODE = Samples.node("172.30.0.1");

    private static ServiceRules web(String... addresses) {
        String[] endpoints =
                List.of(addresses).stream().map(address -> ready(address)).toArray(String[]::new);
        return RulesetPlanner.plan(
                clusterIp("web", "10.43.0.10", "TCP", 80), List.of(slice("web", "TCP", 8080, endpoints)), NODE);
    }

    private static ServiceRules dns(String address) {
        return RulesetPlanner.plan(
                clusterIp("dns", "10.43.0.53", "UDP", 53), List.of(slice("dns", "UDP", 53, ready(address))), NODE);
    }

    private static String diff(Map<String, ServiceRules> before, Map<String, ServiceRules> after) {
        RulesetIndex index = indexOf(before);
        index.settle();
        after.forEach(index::put);
        RulesetIndex.Change change = index.change();
        String whole = RulesetDiff.between(
                FRAME, indexOf(before).whole(), indexOf(after).whole());
        String touched = RulesetDiff.between(FRAME, change.before(), change.after());
        assertEquals(lines(whole), lines(touched), "what is kept of changes is all there is to change");
        return touched;
    }

    private static List<String> lines(String text) {
        return text.lines().sorted().toList();
    }

    private static RulesetIndex indexOf(Map<String, ServiceRules> rules) {
        RulesetIndex index = new RulesetIndex();
        new TreeMap<>(rules).forEach(index::put);
        return index;
    }

    @Test
    void between_same_isNothing() {
        assertEquals("", diff(Map.of("web", web("10.42.0.2")), Map.of("web", web("10.42.0.2"))));
    }

    @Test
    void between_newService_addsElementsOnly() {
        assertEquals(
                """
                add element inet leme slot-0 { 10.43.0.53 . udp . 53 : 10.42.0.9 . 53 }
                add element inet leme services { 10.43.0.53 . udp . 53 : goto slot-0 }
                add element inet leme hairpins { 10.42.0.9 . 10.42.0.9 }
                """, diff(Map.of("web", web("10.42.0.2")), Map.of("web", web("10.42.0.2"), "dns", dns("10.42.0.9"))));
    }

    @Test
    void between_secondEndpoint_addsASlotAndAChoice() {
        assertEquals("""
                add map inet leme slot-1 { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
                add chain inet leme slot-1
                add chain inet leme pick-2
                add rule inet leme slot-1 meta l4proto { tcp, udp, sctp } dnat ip to ip daddr . meta l4proto . th dport map @slot-1
                add rule inet leme slot-1 goto slot-0
                add rule inet leme pick-2 numgen random mod 2 vmap { 0 : goto slot-0, 1 : goto slot-1 }
                delete element inet leme services { 10.43.0.10 . tcp . 80 }
                add element inet leme slot-1 { 10.43.0.10 . tcp . 80 : 10.42.0.3 . 8080 }
                add element inet leme services { 10.43.0.10 . tcp . 80 : goto pick-2 }
                add element inet leme hairpins { 10.42.0.3 . 10.42.0.3 }
                """, diff(Map.of("web", web("10.42.0.2")), Map.of("web", web("10.42.0.2", "10.42.0.3"))));
    }

    @Test
    void between_lastEndpointGone_rejectsAndKeepsOthers() {
        assertEquals(
                """
                delete element inet leme services { 10.43.0.10 . tcp . 80 }
                delete element inet leme slot-0 { 10.43.0.10 . tcp . 80 }
                add element inet leme services { 10.43.0.10 . tcp . 80 : goto rejected }
                delete element inet leme hairpins { 10.42.0.2 . 10.42.0.2 }
                """,
                diff(
                        Map.of("web", web("10.42.0.2"), "dns", dns("10.42.0.9")),
                        Map.of("web", web(), "dns", dns("10.42.0.9"))));
    }

    @Test
    void between_unusedSlot_goesLast() {
        assertEquals("""
                delete element inet leme services { 10.43.0.10 . tcp . 80 }
                add element inet leme services { 10.43.0.10 . tcp . 80 : goto slot-0 }
                delete element inet leme hairpins { 10.42.0.3 . 10.42.0.3 }
                flush chain inet leme slot-1
                flush chain inet leme pick-2
                delete chain inet leme slot-1
                delete chain inet leme pick-2
                delete map inet leme slot-1
                """, diff(Map.of("web", web("10.42.0.2", "10.42.0.3")), Map.of("web", web("10.42.0.2"))));
    }

    @Test
    void put_frontendClaimedTwice_isTheFirstOnesUntilThatGoes() {
        Frontend frontend = new Frontend("10.43.0.10", "tcp", 80);
        RulesetIndex index = indexOf(Map.of("a", web("10.42.0.3", "10.42.0.4"), "b", web("10.42.0.2")));
        assertEquals("pick-2", index.whole().services().get(frontend));
        index.put("a", ServiceRules.NONE);
        assertEquals("slot-0", index.whole().services().get(frontend));
        index.put("b", ServiceRules.NONE);
        assertEquals(new RulesetIndex().whole(), index.whole());
    }

    @Test
    void replace_oneService_isTheWholeTable() {
        assertEquals(
                """
                add table inet leme
                delete table inet leme
                table inet leme {
                map services {
                 type ipv4_addr . inet_proto . inet_service : verdict;
                 elements = { 10.43.0.53 . udp . 53 : goto slot-0 }
                }
                set hairpins {
                 type ipv4_addr . ipv4_addr;
                 elements = { 10.42.0.9 . 10.42.0.9 }
                }
                set balancers {
                 type ipv4_addr;
                }
                map slot-0 {
                 type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service;
                 elements = { 10.43.0.53 . udp . 53 : 10.42.0.9 . 53 }
                }
                chain slot-0 {
                 meta l4proto { tcp, udp, sctp } dnat ip to ip daddr . meta l4proto . th dport map @slot-0
                 goto rejected
                }
                chain rejected { meta l4proto tcp reject with tcp reset; reject; }
                chain services {
                 ip daddr . meta l4proto . th dport vmap @services
                 ip daddr 10.43.0.0/16 goto rejected
                 ip daddr @balancers meta l4proto { tcp, udp, sctp } goto rejected
                }
                chain prerouting { type nat hook prerouting priority -100; jump services; }
                chain output { type nat hook output priority -100; jump services; }
                chain stray-forward { type filter hook forward priority 0; ip daddr 10.43.0.0/16 goto rejected; }
                chain stray-output { type filter hook output priority 0; ip daddr 10.43.0.0/16 goto rejected; }
                chain postrouting {
                 type nat hook postrouting priority 100;
                 meta mark & 0x4000 == 0x4000 masquerade fully-random
                 ct status dnat ip saddr . ip daddr @hairpins masquerade fully-random
                 ct status dnat ct original ip daddr 10.43.0.0/16 ip saddr != 10.42.0.0/16 fib saddr type != local masquerade fully-random
                 ip saddr 10.42.0.0/16 ip daddr != 10.42.0.0/16 masquerade fully-random
                }
                }
                """,
                RulesetText.replace(
                        FRAME, indexOf(Map.of("dns", dns("10.42.0.9"))).whole()));
    }
}
