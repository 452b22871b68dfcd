package dev.leme.cli.network;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonArray;
import dev.leme.api.json.JsonObject;
import dev.leme.cli.process.Program;
import java.util.ArrayList;
import java.util.List;

/** The addresses that this machine knows of. */
public final class HostNetworks {
    private HostNetworks() {}

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
