package iotsafe.credentials.modem;

import java.util.Optional;

/**
 * What a modem said to one command.
 *
 * @param content of the {@link AnswerLine} that was waited for; empty if none is defined, or if the modem refused
 */
record AtAnswer(Optional<String> content, FinalResult result) {}
