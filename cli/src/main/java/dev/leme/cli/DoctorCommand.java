package dev.leme.cli;

import dev.leme.cli.arguments.Arguments;
import dev.leme.cli.arguments.Synopsis;
import dev.leme.cli.doctor.Check;
import dev.leme.cli.doctor.Checks;
import java.util.List;

/** Tells what the machine lacks. */
final class DoctorCommand implements Command {
    private final Invocation invocation;

    DoctorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "doctor",
                "",
                0,
                List.of(
                        "Tells what this machine lacks, and the command that mends it.",
                        "✗ is needed for real containers, ! is not. Exit code 1 where something needed lacks."),
                List.of());
    }

    @Override
    public int run(Arguments arguments) {
        List<Check> checks = new Checks(invocation).all();
        checks.forEach(check -> invocation.out().println(check.text()));
        return checks.stream().allMatch(check -> check.passed() || !check.needed()) ? 0 : 1;
    }
}
