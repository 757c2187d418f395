package iotsafe.client.cli;

import picocli.CommandLine.Command;

/** {@code card}: what there is to work with. */
@Command(
        name = "card",
        description = "Looks at readers and cards; changes nothing.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CardListCommand.class,
            CardInspectCommand.class,
            CardSelfTestCommand.class,
            CardTraceCommand.class
        })
final class CardCommand {}
