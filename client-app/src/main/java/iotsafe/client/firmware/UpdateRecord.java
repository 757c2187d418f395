package iotsafe.client.firmware;

import iotsafe.credentials.Sha256;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that has to survive a restart, beside the package itself. Texts are empty where there is nothing to tell.
 *
 * @param uri Package URI (/5/0/1)
 * @param tag of the representation that is being fetched
 * @param phase of an update
 * @param boot the start of the machine during which the update began
 * @param name PkgName (/5/0/6)
 * @param version PkgVersion (/5/0/7)
 */
public record UpdateRecord(
        UpdateState state,
        UpdateResult result,
        String uri,
        String tag,
        Phase phase,
        String boot,
        String name,
        String version) {
    /** Before anything happened. */
    static final UpdateRecord NONE =
            new UpdateRecord(UpdateState.IDLE, UpdateResult.INITIAL, "", "", Phase.NONE, "", "", "");

    private static final String FIRST_LINE = "iotsafe-agent firmware update 1\n";

    /** How far an update has come. */
    enum Phase {
        /** There is none. */
        NONE,
        /** The command is running. */
        INSTALLING,
        /** It is done; whether the new firmware runs will be seen after the restart. */
        RESTARTING
    }

    static UpdateRecord idle(UpdateResult result) {
        return new UpdateRecord(UpdateState.IDLE, result, "", "", Phase.NONE, "", "", "");
    }

    static UpdateRecord downloading(String uri, String tag) {
        return new UpdateRecord(UpdateState.DOWNLOADING, UpdateResult.INITIAL, uri, tag, Phase.NONE, "", "", "");
    }

    UpdateRecord downloaded(String packageName, String packageVersion) {
        return new UpdateRecord(
                UpdateState.DOWNLOADED, UpdateResult.INITIAL, uri, tag, Phase.NONE, "", packageName, packageVersion);
    }

    UpdateRecord failed() {
        return new UpdateRecord(UpdateState.DOWNLOADED, UpdateResult.FAILED, uri, tag, Phase.NONE, "", name, version);
    }

    UpdateRecord updating(Phase reached, String sinceBoot) {
        return new UpdateRecord(
                UpdateState.UPDATING, UpdateResult.INITIAL, uri, tag, reached, sinceBoot, name, version);
    }

    /** A digest comes last: a text that was cut or changed is not read. */
    String text() {
        String text = FIRST_LINE
                + "state=" + state + "\nresult=" + result + "\nuri=" + line(uri) + "\ntag=" + line(tag) + "\nphase="
                + phase
                + "\nboot=" + line(boot) + "\nname=" + line(name) + "\nversion=" + line(version) + "\n";
        return text + "sha256=" + Sha256.hex(text) + "\n";
    }

    /** Empty if the text is not one of {@link #text()}. */
    static Optional<UpdateRecord> of(String text) {
        int last = text.lastIndexOf("sha256=");
        if (!text.startsWith(FIRST_LINE)
                || last < 0
                || !text.substring(last).equals("sha256=" + Sha256.hex(text.substring(0, last)) + "\n")) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        text.substring(FIRST_LINE.length(), last).lines().forEach(line -> {
            int equals = line.indexOf('=');
            values.put(line.substring(0, Math.max(0, equals)), line.substring(equals + 1));
        });
        try {
            return Optional.of(new UpdateRecord(
                    UpdateState.valueOf(values.getOrDefault("state", "")),
                    UpdateResult.valueOf(values.getOrDefault("result", "")),
                    values.getOrDefault("uri", ""),
                    values.getOrDefault("tag", ""),
                    Phase.valueOf(values.getOrDefault("phase", "")),
                    values.getOrDefault("boot", ""),
                    values.getOrDefault("name", ""),
                    values.getOrDefault("version", "")));
        } catch (IllegalArgumentException e) { // written by an agent that knows more words
            return Optional.empty();
        }
    }

    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
