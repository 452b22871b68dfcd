package dev.leme.cli;

import dev.leme.api.json.Json;
import dev.leme.api.json.JsonObject;
import dev.leme.cli.admin.AdminConnection;
import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Option;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.arguments.WrongUse;
import dev.leme.cluster.why.Why;
import dev.leme.cluster.why.WhyFilter;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Tells why something isn't as it should be. */
final class WhyCommand implements Command {

    private final Invocation invocation;

    WhyCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "why",
                "KIND/NAME",
                1,
                List.of(
                        "Tells why something isn't ready, or doesn't answer, and what to do next.",
                        "KIND is one of " + Why.words() + ", or kubectl's short name for it.",
                        "Exit code 0 where all is well, 1 where something waits or is broken."),
                List.of(
                        Option.valued("-n", "NAMESPACE", "Where it is (default: default)."),
                        Option.valued("--namespace", "NAMESPACE", ""),
                        Option.valued("-o", "FORMAT", "json, for programs (default: text)."),
                        Option.valued("--output", "FORMAT", ""),
                        NAME));
    }

    @Override
    public int run(Arguments arguments) throws IOException {
        List<String> target = target(arguments.words());
        boolean json =
                format(arguments, "-o").or(() -> format(arguments, "--output")).isPresent();
        String namespace =
                arguments.value("-n").or(() -> arguments.value("--namespace")).orElse("default");
        Why kind = Why.named(target.getFirst())
                .orElseThrow(() -> new WrongUse(
                        "nothing is known about a '" + target.getFirst() + "'; KIND is one of " + Why.words()));
        String path =
                WhyFilter.PATH + kind.word() + "/" + encoded(target.getLast()) + "?namespace=" + encoded(namespace);
        try (AdminConnection connection = AdminConnection.open(Command.home(invocation, arguments))) {
            JsonObject finding = connection.get(path);
            invocation.out().print(json ? Json.write(finding) + "\n" : WhyText.of(finding));
            return WhyText.isTrouble(finding) ? 1 : 0;
        }
    }

    private static Optional<String> format(Arguments arguments, String option) {
        return arguments.choice(option, List.of("json", "text")).filter("json"::equals);
    }

    private static List<String> target(List<String> words) {
        List<String> parts = words.size() == 1 ? List.of(words.getFirst().split("/", -1)) : words;
        if (parts.size() != 2 || parts.getFirst().isEmpty() || parts.getLast().isEmpty()) {
            throw new WrongUse("'" + String.join(" ", words) + "' is not KIND/NAME, as in pod/nginx-0");
        }
        return parts;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
