package iotsafe.client.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code run} printed of its steps.
 *
 * @param all in order
 * @param exchanges the number in the final line
 */
record Steps(List<Step> all, int exchanges) {
    private static final Pattern STEP = Pattern.compile("^ *[0-9]+ ms +([0-9]+) exchanges {2}(.*)$", Pattern.MULTILINE);
    private static final Pattern REGISTERED =
            Pattern.compile("^registered endpoint=.* exchanges=([0-9]+)$", Pattern.MULTILINE);

    /**
     * One line.
     *
     * @param exchanges with the card
     * @param sentence what was reached
     */
    record Step(int exchanges, String sentence) {}

    static Steps in(String output) {
        List<Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(output);
        while (step.find()) {
            steps.add(new Step(Integer.parseInt(step.group(1)), step.group(2)));
        }
        Matcher registered = REGISTERED.matcher(output);
        if (!registered.find()) {
            throw new AssertionError("not registered:\n" + output);
        }
        return new Steps(steps, Integer.parseInt(registered.group(1)));
    }

    /** The exchanges of the one step whose sentence begins so. */
    int exchangesOf(String beginning) {
        List<Step> found = all.stream()
                .filter(step -> step.sentence().startsWith(beginning))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError("\"%s\" is the beginning of %s, of all %s".formatted(beginning, found, all));
        }
        return found.get(0).exchanges();
    }

    /** The exchanges of all steps together. */
    int sum() {
        return all.stream().mapToInt(Step::exchanges).sum();
    }
}
