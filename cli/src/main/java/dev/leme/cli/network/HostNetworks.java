package dev.leme.cli.network;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.cli.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this machine has and knows of networks. */
public final class HostNetworks {
    private static final Path IPV6 = Path.of("/proc/sys/net/ipv6/conf");

    private HostNetworks() {}

    /** Whether the kernel has IPv6, and nobody has switched it off. */
    public static boolean hasIpv6() {
        return setting("all/disable_ipv6").equals("0")
                && setting("default/disable_ipv6").equals("0");
    }

    /** Whether the host lets packets of IPv6 pass through. */
    static boolean forwardsIpv6() {
        return setting("all/forwarding").equals("1");
    }

    /** Empty where the kernel has no such setting. */
    private static String setting(String name) {
        try {
            return Files.readString(IPV6.resolve(name)).strip();
        } catch (IOException absent) {
            return "";
        }
    }

    /** The ranges that a route or an address of the host has. */
    public static List<AddressRange> inUse() {
        List<AddressRange> ranges = new ArrayList<>();
        String routes = Program.require(List.of("ip", "-4", "-json", "route", "show", "table", "all"), "");
        objects(routes).forEach(route -> AddressRange.parse(route.string("dst")).ifPresent(ranges::add));
        String addresses = Program.require(List.of("ip", "-4", "-json", "address", "show"), "");
        for (JsonObject link : objects(addresses)) {
            for (JsonObject address : link.array("addr_info").objects()) {
                AddressRange.parse(address.string("local") + "/" + address.number("prefixlen", 32))
                        .ifPresent(ranges::add);
            }
        }
        return ranges;
    }

    private static List<JsonObject> objects(String json) {
        return json.isBlank() ? List.of() : ((JsonArray) Json.parse(json)).objects();
    }
}
