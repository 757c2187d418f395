package iotsafe.client.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RFC 5652, section 5: who has signed a package, and what is in it. */
class SignedPackageTest {
    private static final int MUTATIONS = 600;
    private static final byte[] IMAGE = "a small image\r\n".repeat(5000).getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path folder;

    @Test
    void the_image_of_a_trusted_signer_comes_out_as_it_went_in() throws Exception {
        Signer maker = Signer.named("maker");
        assertThat(unpacked(maker.sign(IMAGE), maker)).isEqualTo(IMAGE);
    }

    @Test
    void one_of_several_trusted_signers_is_enough() throws Exception {
        Signer maker = Signer.named("maker");
        assertThat(unpacked(maker.sign(IMAGE), Signer.named("retired"), maker)).isEqualTo(IMAGE);
    }

    @Test
    void a_certificate_that_only_the_package_holds_is_not_trusted() throws Exception {
        assertThat(refusal(Signer.named("stranger").sign(IMAGE), Signer.named("maker")))
                .isEqualTo(UpdateResult.INTEGRITY_FAILURE);
    }

    @Test
    void a_stranger_of_the_same_name_and_number_is_not_trusted() throws Exception {
        assertThat(refusal(Signer.named("maker").sign(IMAGE), Signer.named("maker")))
                .isEqualTo(UpdateResult.INTEGRITY_FAILURE);
    }

    @Test
    void a_changed_image_is_refused() throws Exception {
        Signer maker = Signer.named("maker");
        byte[] signed = maker.sign(IMAGE);
        signed[signed.length / 2] ^= 1;
        assertThat(refusal(signed, maker)).isEqualTo(UpdateResult.INTEGRITY_FAILURE);
    }

    @Test
    void a_digest_that_is_broken_is_refused() throws Exception {
        Signer maker = Signer.named("maker");
        assertThat(refusal(maker.sign(IMAGE, "SHA1withECDSA", true), maker)).isEqualTo(UpdateResult.INTEGRITY_FAILURE);
    }

    @Test
    void a_signature_without_its_image_is_no_package() throws Exception {
        Signer maker = Signer.named("maker");
        assertThat(refusal(maker.sign(IMAGE, "SHA256withECDSA", false), maker))
                .isEqualTo(UpdateResult.UNSUPPORTED_PACKAGE);
    }

    @Test
    void what_is_no_CMS_is_no_package() throws Exception {
        assertThat(refusal(IMAGE, Signer.named("maker"))).isEqualTo(UpdateResult.UNSUPPORTED_PACKAGE);
    }

    @Test
    void a_damaged_package_is_only_refused() throws Exception {
        Signer maker = Signer.named("maker");
        byte[] image = Arrays.copyOf(IMAGE, 100);
        byte[] whole = maker.sign(image);
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < MUTATIONS; round++) {
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
            for (int change = random.nextInt(4); change >= 0 && damaged.length > 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                // a change of what the signature does not cover, such as the certificates, may pass
                assertThat(unpacked(damaged, maker))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(image);
            } catch (DownloadException e) {
                assertThat(e.result()).isIn(UpdateResult.INTEGRITY_FAILURE, UpdateResult.UNSUPPORTED_PACKAGE);
            }
        }
    }

    private UpdateResult refusal(byte[] content, Signer... trusted) {
        DownloadException[] caught = new DownloadException[1];
        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> unpacked(content, trusted))
                .satisfies(e -> caught[0] = e);
        return caught[0].result();
    }

    private byte[] unpacked(byte[] content, Signer... trusted) throws Exception {
        PackageStore store = new PackageStore(folder);
        Files.write(store.part(), content);
        new SignedPackage(List.of(trusted).stream().map(Signer::certificate).toList()).unpack(store);
        return Files.readAllBytes(store.image());
    }
}
