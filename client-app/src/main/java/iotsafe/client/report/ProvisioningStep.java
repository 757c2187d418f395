package iotsafe.client.report;

import java.time.Duration;
import java.time.Instant;

/**
 * One step, or one try that failed, and what it cost.
 *
 * @param end when it was over
 * @param state the name of the state that it led to, or will be tried again from
 * @param sentence what was reached, or why it failed
 * @param failed whether it failed
 * @param took since the step before, waits included
 * @param exchanges with the card
 * @param recordsSent DTLS records
 * @param recordsReceived DTLS records
 */
public record ProvisioningStep(
        Instant end,
        String state,
        String sentence,
        boolean failed,
        Duration took,
        long exchanges,
        long recordsSent,
        long recordsReceived) {}
