package dev.leme.dns.handler;

import dev.leme.dns.zone.Answer;
import java.net.UnknownHostException;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;

/** The zone's answers in the form that goes over the wire. */
final class Records {

    /** Seconds that an answer may be kept: short, since it changes with the write that changes it. */
    static final int TTL = 5;

    private static final int SRV_PRIORITY = 0;
    private static final int SRV_WEIGHT = 100;

    private Records() {}

    static Record of(Name owner, Answer answer) {
        return switch (answer) {
            case Answer.Address(String ip) -> address(owner, ip);
            case Answer.Alias(String target) -> new CNAMERecord(owner, DClass.IN, TTL, name(target));
            case Answer.Port(int port, String target) ->
                new SRVRecord(owner, DClass.IN, TTL, SRV_PRIORITY, SRV_WEIGHT, port, name(target));
            case Answer.Pointer(String target) -> new PTRRecord(owner, DClass.IN, TTL, name(target));
            case Answer.Text(String text) -> new TXTRecord(owner, DClass.IN, TTL, text);
        };
    }

    private static Record address(Name owner, String ip) {
        try {
            return ip.indexOf(':') < 0
                    ? new ARecord(owner, DClass.IN, TTL, Address.getByAddress(ip))
                    : new AAAARecord(owner, DClass.IN, TTL, Address.getByAddress(ip));
        } catch (UnknownHostException notAnAddress) {
            throw new IllegalArgumentException("not an address: " + ip, notAnAddress);
        }
    }

    /** An absolute name. */
    static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException broken) {
            throw new IllegalArgumentException("not a name: " + text, broken);
        }
    }
}
