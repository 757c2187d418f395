package iotsafe.est;

import java.util.Arrays;
import java.util.Random;

/** What can happen to bytes: a few overwritten, cut off, more at the end, a part repeated, or none of it real. */
final class Damage {
    private Damage() {}

    static byte[] to(byte[] good, Random random) {
        byte[] bad = good.clone();
        switch (random.nextInt(5)) {
            case 0 -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
            }
            case 1 -> bad = Arrays.copyOf(bad, random.nextInt(bad.length));
            case 2 -> bad = Arrays.copyOf(bad, bad.length + 1 + random.nextInt(20));
            case 3 -> {
                int from = random.nextInt(bad.length);
                int length = random.nextInt(bad.length - from);
                System.arraycopy(good, from, bad, random.nextInt(bad.length - length), length);
            }
            default -> {
                bad = new byte[random.nextInt(200)];
                random.nextBytes(bad);
            }
        }
        return bad;
    }
}
