package iotsafe.sim.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import org.junit.jupiter.api.Test;

/** brainpoolP256r1 (RFC 5639), against RFC 7027 and against a signature that OpenSSL made. */
class BrainpoolP256Test {
    private static final Octets A = Octets.hex("81DB1EE100150FF2EA338D708271BE38300CB54241D79950F77B063039804F1D");
    private static final Octets A_POINT = Octets.hex("04"
            + "44106E913F92BC02A1705D9953A8414DB95E1AAA49E81D9E85F929A8E3100BE5"
            + "8AB4846F11CACCB73CE49CBDD120F5A900A69FD32C272223F789EF10EB089BDC");
    private static final Octets B = Octets.hex("55E40BC41E37E3E2AD25C3C6654511FFA8474A91A0032087593852D3E7D76BD3");
    private static final Octets B_POINT = Octets.hex("04"
            + "8D2D688C6CF93E1160AD04CC4429117DC2C41825E1E9FCA0ADDD34E6F1B39F7B"
            + "990C57520812BE512641E47034832106BC7D3E8DD0E4C7F1136D7006547CEC6A");
    private static final Octets Z = Octets.hex("89AFC39D41D3B327814B80940B042590F96556EC91E6AE7939BCE31F3A18BF2B");
    private static final Octets HASH = Octets.hex("66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72");

    @Test
    void both_sides_agree_RFC_7027_A_1() {
        assertThat(BrainpoolP256.pair(A).publicKey()).isEqualTo(A_POINT);
        assertThat(BrainpoolP256.pair(B).publicKey()).isEqualTo(B_POINT);
        assertThat(BrainpoolP256.agree(A, B_POINT)).isEqualTo(Z);
        assertThat(BrainpoolP256.agree(B, A_POINT)).isEqualTo(Z);
    }

    @Test
    void a_signature_that_OpenSSL_made() {
        Octets point = Octets.hex("04675C38EE1312F72C084307E70D9859AE77FC8501FA085671EB24D3671EC60ACA"
                + "429B2692B7B0A66C96C60F830B21EE40756DC03EAB5B0F5CF321E08D7D609D64");
        Octets signature = Octets.hex("8148AD3D03F3D9C243D816D71327D3C6EB02960B29E658CC6A8BAFC9CD46B13D"
                + "3BE8C2DF218F43D6EEB9364AFCBFED85B939D2136C786DC24D19E5909869F331");
        assertThat(BrainpoolP256.verifies(point, HASH, signature)).isTrue();
        assertThat(BrainpoolP256.verifies(A_POINT, HASH, signature)).isFalse();
        assertThat(BrainpoolP256.verifies(point, HASH, Octets.of(new byte[64]))).isFalse();
    }

    @Test
    void what_is_signed_verifies_and_each_signature_is_another() {
        RawPair pair = BrainpoolP256.generate();
        assertThat(BrainpoolP256.isScalar(pair.privateKey())).isTrue();
        assertThat(BrainpoolP256.isPoint(pair.publicKey())).isTrue();
        Octets first = BrainpoolP256.signRaw(pair.privateKey(), HASH);
        assertThat(BrainpoolP256.verifies(pair.publicKey(), HASH, first)).isTrue();
        assertThat(BrainpoolP256.signRaw(pair.privateKey(), HASH)).isNotEqualTo(first);
        assertThat(BrainpoolP256.signDer(pair.privateKey(), HASH).toString())
                .startsWith("30")
                .contains("02");
    }

    @Test
    void points_of_another_curve_are_none_of_this() {
        assertThat(BrainpoolP256.isPoint(P256.generate().point())).isFalse();
        assertThat(P256.isPoint(A_POINT)).isFalse();
        assertThat(BrainpoolP256.isScalar(Octets.of(new byte[32]))).isFalse();
    }
}
