package iotsafe.client.cli;

import iotsafe.client.AgentVersion;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The man page, in the macros of man(7), from what the command line knows of itself. Picocli's own generator writes AsciiDoc, to
 * translate which the build would start a Ruby.
 */
final class ManPage {
    private static final String NAME = "iotsafe-agent";

    private static final List<String> END = List.of(
            ".SH FILES",
            ".TP",
            ".I /etc/iotsafe-agent/agent.yaml",
            "The configuration. As installed it explains every key.",
            ".TP",
            ".I /var/lib/iotsafe-agent",
            "What must survive a restart, unless",
            ".B state.dir",
            "names another folder.",
            ".SH ENVIRONMENT",
            ".TP",
            ".BI IOTSAFE_ KEY",
            "Overrides a key of the configuration: IOTSAFE_CARD_READER stands for reader below card.",
            ".TP",
            ".B JAVA_HOME",
            "The Java run-time to use, 17 or later.",
            ".TP",
            ".B JAVA_OPTS",
            "Further options for it.",
            ".TP",
            ".B CACHE_DIRECTORY",
            "A folder that the agent may write, for what makes its start faster and for libraries of machine code.",
            ".SH SEE ALSO",
            ".BR pcscd (8),",
            ".BR systemctl (1)");

    private final StringBuilder page = new StringBuilder();

    private ManPage() {}

    /** The page of this command and all below it. */
    static String of(CommandSpec command, String version) {
        ManPage made = new ManPage();
        made.line(".TH " + NAME.toUpperCase(Locale.ROOT) + " 1 " + built() + " \"" + NAME + " " + version + "\"");
        made.line(".SH NAME");
        made.line(escaped(NAME) + " \\- " + escaped(description(command.usageMessage())));
        made.line(".SH SYNOPSIS");
        made.synopsis(command);
        made.line(".SH COMMANDS");
        made.below(command);
        made.line(".SH EXIT STATUS");
        command.usageMessage().exitCodeList().forEach((code, meaning) -> made.entry(code, meaning));
        END.forEach(made::line);
        return made.page.toString();
    }

    private static String built() {
        return AgentVersion.built().atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private static String description(UsageMessageSpec usage) {
        return String.join(" ", usage.description());
    }

    private void synopsis(CommandSpec command) {
        for (CommandLine one : command.subcommands().values()) {
            if (one.getSubcommands().isEmpty()) {
                line(".B " + escaped(one.getCommandSpec().qualifiedName()));
                line("[\\fIoption\\fR ...]");
                line(".br");
            } else {
                synopsis(one.getCommandSpec());
            }
        }
    }

    private void below(CommandSpec command) {
        for (CommandLine one : command.subcommands().values()) {
            CommandSpec spec = one.getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            line(".SS " + escaped(spec.qualifiedName().substring(NAME.length() + 1)));
            line(escaped(description(spec.usageMessage())));
            spec.positionalParameters().forEach(each -> entry(each.paramLabel(), String.join(" ", each.description())));
            spec.options().stream().filter(each -> !each.hidden()).forEach(this::option);
            below(spec);
        }
    }

    private void option(OptionSpec option) {
        String names = List.of(option.names()).stream().collect(Collectors.joining(", "));
        String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
        entry(names + value, String.join(" ", option.description()));
    }

    private void entry(String what, String meaning) {
        line(".TP");
        line(".B " + escaped(what));
        line(escaped(meaning));
    }

    /** A line that begins with a dot or an apostrophe is a command to man. */
    private static String escaped(String text) {
        String plain = text.replace("\\", "\\e").replace("-", "\\-");
        return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
