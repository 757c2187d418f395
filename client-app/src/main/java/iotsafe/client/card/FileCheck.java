package iotsafe.client.card;

import iotsafe.credentials.ObjectType;
import java.util.List;
import java.util.Optional;

/** Judges how the files could be read. */
final class FileCheck {
    private static final String NAME = "read";

    private FileCheck() {}

    static List<Check> all(CardReport report) {
        return report.objects().stream()
                .filter(file -> file.object().uri().type() == ObjectType.FILE && file.isFilled())
                .map(FileCheck::check)
                .toList();
    }

    private static Check check(Inspected file) {
        if (file.problem().isEmpty()) {
            String what = file.certificates().isEmpty()
                    ? "no certificate"
                    : file.certificates().size() == 1
                            ? "a certificate"
                            : file.certificates().size() + " certificates";
            return of(
                    file,
                    Check.Outcome.PASSED,
                    "%d bytes, %s".formatted(file.read().orElse(0), what));
        }
        return KeyFunctions.mayBeRead(file.object())
                ? of(file, Check.Outcome.FAILED, file.problem().get())
                : of(file, Check.Outcome.NOT_OFFERED, "the card says that this file may not be read");
    }

    private static Check of(Inspected file, Check.Outcome outcome, String detail) {
        return new Check(NAME, Optional.of(file.object().uri()), outcome, detail);
    }
}
