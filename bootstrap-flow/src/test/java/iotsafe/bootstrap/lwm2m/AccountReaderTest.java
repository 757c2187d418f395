package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBinaryResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newUnsignedIntegerResource;

import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.Association;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.dtls.CertificateUsage;
import iotsafe.credentials.dtls.MatchingType;
import iotsafe.credentials.dtls.ServerTrust;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of objects 0 and 1 makes an account (OMA LwM2M Core E.1, E.2; est.md C.2, E 45, 46). */
class AccountReaderTest {
    private static final byte[] CERTIFICATE = {0x30, 1, 2};
    private static final PskName DEV1 =
            new PskName("dev1", (CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=secret;id=0A"));

    private static final Psks NO_PSKS = new Psks(List.of(), CardPsks.usual(new SoftCard(new Events())));

    private final Map<Integer, LwM2mResource> security = new TreeMap<>();
    private final Map<Integer, LwM2mResource> server = new TreeMap<>();

    AccountReaderTest() {
        security(
                newStringResource(0, "coaps://lwm2m.example:5684"),
                newBooleanResource(1, false),
                newIntegerResource(2, 4),
                newBinaryResource(4, CERTIFICATE),
                newIntegerResource(10, 123));
        server(newIntegerResource(0, 123), newIntegerResource(1, 300));
    }

    private AccountReaderTest security(LwM2mResource... resources) {
        Stream.of(resources).forEach(each -> security.put(each.getId(), each));
        return this;
    }

    private AccountReaderTest server(LwM2mResource... resources) {
        Stream.of(resources).forEach(each -> server.put(each.getId(), each));
        return this;
    }

    private Objects objects() {
        Objects objects = Objects.ofNewDevice();
        objects.write(0, 7, security.values());
        objects.write(1, 3, server.values());
        return objects;
    }

    private AccountReader read() {
        return AccountReader.read(objects().enablers(), NO_PSKS);
    }

    private Account account() {
        AccountReader read = read();
        assertThat(read.problems()).isEmpty();
        assertThat(read.accounts()).hasSize(1);
        return read.accounts().get(0);
    }

    private DmServerInfo info() {
        return account()
                .info(new Party.PreShared(new AccountPsk.OnCard(DEV1), new SinglePskStore("dev1", new byte[] {1})));
    }

    private void assertOnlyProblem(String sentence) {
        assertThat(read().accounts()).isEmpty();
        assertThat(read().problems()).singleElement().asString().startsWith(sentence);
    }

    @Test
    void an_account_needs_uri_mode_certificate_id_and_lifetime_and_the_rest_has_defaults() {
        assertThat(account())
                .isEqualTo(new Account(
                        new ServerAccount(123, URI.create("coaps://lwm2m.example:5684"), ServerAccount.Mode.EST),
                        300,
                        CertificateUsage.DOMAIN_ISSUED_CERTIFICATE,
                        Optional.of(new Association(MatchingType.EXACT, Bytes.of(CERTIFICATE))),
                        Optional.empty(),
                        Optional.empty()));
    }

    private Account pskAccount(String identity, byte[] key, PskName... onCard) {
        security.remove(4);
        security(
                newIntegerResource(2, 0),
                newBinaryResource(3, identity.getBytes(StandardCharsets.UTF_8)),
                newBinaryResource(5, key));
        AccountReader read = AccountReader.read(objects().enablers(), new Psks(List.of(onCard), NO_PSKS.card()));
        assertThat(read.problems()).isEmpty();
        return read.accounts().get(0);
    }

    @Test
    void mode_0_with_an_identity_that_the_card_has_needs_no_key_in_the_account() {
        Account account = pskAccount("dev1", new byte[0], DEV1);

        assertThat(account.server().mode()).isEqualTo(ServerAccount.Mode.PSK);
        assertThat(account.psk()).contains(new AccountPsk.OnCard(DEV1));
        assertThat(account.association()).isEmpty();
    }

    @Test
    void the_cards_key_counts_whatever_was_written_beside_its_identity() {
        assertThat(pskAccount("dev1", new byte[] {1, 2, 3}, DEV1).psk()).contains(new AccountPsk.OnCard(DEV1));
    }

    @Test
    void mode_0_with_another_identity_has_the_key_that_was_written() {
        AccountPsk psk = pskAccount("dev2", new byte[] {1, 2, 3}, DEV1).psk().orElseThrow();

        assertThat(psk.identity()).isEqualTo("dev2");
        assertThat(psk.isSameAs(new AccountPsk.Written("dev2", Secret.of((byte) 1, (byte) 2, (byte) 3))))
                .isTrue();
        assertThat(psk.isSameAs(new AccountPsk.Written("dev2", Secret.of((byte) 1, (byte) 2, (byte) 4))))
                .isFalse();
        assertThat(psk.toString()).contains("secret of 3 bytes").doesNotContain("1, 2, 3");
    }

    @Test
    void mode_0_without_a_key_anywhere_says_what_to_do() {
        security.remove(4);
        security(newIntegerResource(2, 0), newBinaryResource(3, new byte[] {'x'}));

        assertOnlyProblem(
                "/0/7/5 is empty, and the configuration knows no key on the card by the identity \"x\"; set management.psk-identity and management.key, or have a key written");
    }

    @Test
    void mode_0_without_an_identity_or_with_one_that_is_no_UTF_8_is_refused() {
        security.remove(4);
        security(newIntegerResource(2, 0), newBinaryResource(5, new byte[] {1}));
        assertOnlyProblem("/0/7/3 is empty or no UTF-8");
        security(newBinaryResource(3, new byte[] {(byte) 0xC3, 0x28}));
        assertOnlyProblem("/0/7/3 is empty or no UTF-8");
    }

    @Test
    void a_new_device_has_no_account_and_no_problem() {
        AccountReader read = AccountReader.read(Objects.ofNewDevice().enablers(), NO_PSKS);

        assertThat(read.accounts()).isEmpty();
        assertThat(read.problems()).isEmpty();
    }

    @Test
    void in_mode_4_own_certificate_and_key_are_not_looked_at() {
        security(newBinaryResource(3, new byte[] {9}), newBinaryResource(5, new byte[0]));

        assertThat(account().server().mode()).isEqualTo(ServerAccount.Mode.EST);
    }

    @Test
    void mode_2_is_certificate_mode() {
        security(newIntegerResource(2, 2));

        assertThat(account().server().mode()).isEqualTo(ServerAccount.Mode.CERTIFICATE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, CA_CONSTRAINT",
        "1, SERVICE_CERTIFICATE_CONSTRAINT",
        "2, TRUST_ANCHOR_ASSERTION",
        "3, DOMAIN_ISSUED_CERTIFICATE"
    })
    void certificate_usage_0_to_3_is_an_unsigned_integer(int number, CertificateUsage usage) {
        security(newUnsignedIntegerResource(15, ULong.valueOf(number)));

        assertThat(account().usage()).isEqualTo(usage);
    }

    @ParameterizedTest
    @CsvSource({"0, EXACT", "1, SHA_256", "2, SHA_384", "3, SHA_512"})
    void matching_type_0_to_3_is_an_unsigned_integer(int number, MatchingType type) {
        security(newUnsignedIntegerResource(13, ULong.valueOf(number)));

        assertThat(account().association().orElseThrow().type()).isEqualTo(type);
    }

    @Test
    void SNI_names_the_server() {
        security(newStringResource(14, "sni.example"));

        assertThat(account().sni()).contains("sni.example");
        assertThat(info().sni).isEqualTo("sni.example");
        assertThat(account().trust(List.of()).name()).isEqualTo("sni.example");
    }

    @Test
    void an_empty_SNI_is_none() {
        security(newStringResource(14, ""));

        assertThat(account().sni()).isEmpty();
        assertThat(info().sni).isEqualTo("lwm2m.example");
    }

    @Test
    void the_endpoint_gets_the_mode_that_is_used_whatever_mode_was_written() {
        assertThat(info().secureMode).isEqualTo(SecurityMode.PSK);
        assertThat(info().pskId).isEqualTo("dev1");
        assertThat(info().bootstrap).isFalse();
        assertThat(info().serverId).isEqualTo(123);
        assertThat(info().lifetime).isEqualTo(300);
    }

    @Test
    void trust_takes_usage_certificate_and_the_devices_anchors() {
        TestCa ca = TestCa.root("CN=CA");

        assertThat(account().trust(List.of(ca.certificate())))
                .isEqualTo(new ServerTrust(
                        CertificateUsage.DOMAIN_ISSUED_CERTIFICATE,
                        Optional.of(new Association(MatchingType.EXACT, Bytes.of(CERTIFICATE))),
                        List.of(ca.certificate()),
                        "lwm2m.example"));
    }

    @Test
    void a_literal_address_is_the_name_to_match_but_never_SNI() {
        security(newStringResource(0, "coaps://[2001:db8::1]:5684"));

        assertThat(account().trust(List.of()).name()).isEqualTo("2001:db8::1");
        assertThat(info().sni).isNull();
    }

    @Test
    void a_URI_without_a_port_means_5684() {
        security(newStringResource(0, "coaps://127.0.0.1"));

        assertThat(info().getAddress().getPort()).isEqualTo(5684);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "coap://lwm2m.example:5683",
                "coaps+tcp://lwm2m.example:5684",
                "lwm2m.example:5684",
                "coaps:///rd",
                "coaps://under_score:5684",
                "coaps://lwm2m.example:0",
                "coaps://lwm2m.example:65536"
            })
    void a_URI_that_is_not_coaps_host_and_port_is_named_with_its_path(String uri) {
        security(newStringResource(0, uri));

        assertOnlyProblem("/0/7/0 is \"" + uri + "\"; a SIM's key needs coaps://host:port");
    }

    static Stream<Arguments> badSecurity() {
        return Stream.of(
                Arguments.of(newStringResource(0, "coaps://a b"), "/0/7/0 is \"coaps://a b\", which is no URI"),
                Arguments.of(newStringResource(0, ""), "/0/7/0 is missing"),
                Arguments.of(newIntegerResource(2, 1), "/0/7/2 is 1; this device can do 0"),
                Arguments.of(newIntegerResource(2, 3), "/0/7/2 is 3; this device can do 0"),
                Arguments.of(newIntegerResource(2, 5), "/0/7/2 is 5; this device can do 0"),
                Arguments.of(newBinaryResource(4, new byte[0]), "/0/7/4 is empty"),
                Arguments.of(newIntegerResource(10, 0), "/0/7/10 is missing, or not 1 to 65534"),
                Arguments.of(newIntegerResource(10, -1), "/0/7/10 is missing, or not 1 to 65534"),
                Arguments.of(newIntegerResource(10, 65535), "/0/7/10 is missing, or not 1 to 65534"),
                Arguments.of(newIntegerResource(10, Long.MAX_VALUE), "/0/7/10 is missing, or not 1 to 65534"),
                Arguments.of(newIntegerResource(10, 124), "/0/7/10 is 124, but no Server instance has that id"),
                Arguments.of(newUnsignedIntegerResource(13, ULong.valueOf(4)), "/0/7/13 is 4; it can be 0 to 3"),
                Arguments.of(newUnsignedIntegerResource(15, ULong.valueOf(4)), "/0/7/15 is 4; it can be 0 to 3"),
                Arguments.of(
                        newUnsignedIntegerResource(15, ULong.valueOf("18446744073709551615")),
                        "/0/7/15 is 18446744073709551615; it can be 0 to 3"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("badSecurity")
    void a_Security_resource_that_cannot_be_used_is_named_with_its_path(LwM2mResource bad, String sentence) {
        security(bad);

        assertOnlyProblem(sentence);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 10})
    void a_Security_resource_that_is_missing_is_named_with_its_path(int resource) {
        security.remove(resource);

        assertOnlyProblem("/0/7/" + resource + " is ");
    }

    @Test
    void an_instance_that_does_not_say_it_is_the_bootstrap_servers_is_an_account() {
        security.remove(1);

        assertThat(account().server().shortServerId()).isEqualTo(123);
    }

    @Test
    void an_account_without_a_Server_instance_is_a_problem() {
        server.put(0, newIntegerResource(0, 124));

        assertOnlyProblem("/0/7/10 is 123, but no Server instance has that id in /1/x/0");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void a_lifetime_that_is_not_positive_is_a_problem(long seconds) {
        server(newIntegerResource(1, seconds));

        assertOnlyProblem("/1/3/1 (lifetime) is missing, or not 1 to 4294967295");
    }

    @Test
    void a_missing_lifetime_is_a_problem() {
        server.remove(1);

        assertOnlyProblem("/1/3/1 (lifetime) is missing, or not 1 to 4294967295");
    }

    @Test
    void accounts_come_lowest_short_server_id_first_and_bad_ones_do_not_hide_good_ones() {
        Objects objects = objects();
        security.put(10, newIntegerResource(10, 9));
        server.put(0, newIntegerResource(0, 9));
        objects.write(0, 8, security.values());
        objects.write(1, 4, server.values());
        security.put(2, newIntegerResource(2, 3));
        objects.write(0, 9, security.values());

        AccountReader read = AccountReader.read(objects.enablers(), NO_PSKS);

        assertThat(read.accounts())
                .extracting(each -> each.server().shortServerId())
                .containsExactly(9, 123);
        assertThat(read.problems()).hasSize(1);
    }

    @Test
    void Registration_Priority_Order_comes_before_the_short_server_id_and_none_comes_last() {
        Objects objects = objects();
        account(objects, 8, 9, 5);
        account(objects, 9, 200, 2);

        assertThat(AccountReader.read(objects.enablers(), NO_PSKS).accounts())
                .extracting(each -> each.server().shortServerId())
                .containsExactly(200, 9, 123);
    }

    @Test
    void an_account_that_is_to_be_enrolled_comes_before_all() {
        Objects objects = objects();
        security.put(2, newIntegerResource(2, 2));
        account(objects, 8, 9, 1);

        assertThat(AccountReader.read(objects.enablers(), NO_PSKS).accounts())
                .extracting(each -> each.server().shortServerId())
                .containsExactly(123, 9);
    }

    private void account(Objects objects, int instance, int shortServerId, long priority) {
        security.put(10, newIntegerResource(10, shortServerId));
        server.put(0, newIntegerResource(0, shortServerId));
        server.put(13, newUnsignedIntegerResource(13, ULong.valueOf(priority)));
        objects.write(0, instance, security.values());
        objects.write(1, instance, server.values());
    }

    @Test
    void within_a_session_Bootstrap_Finish_demands_an_account() {
        AccountsCheck check = new AccountsCheck(NO_PSKS);
        Objects fresh = Objects.ofNewDevice();

        assertThat(check.checkconfig(fresh.enablers())).isNull();
        check.inSession(true);
        assertThat(check.checkconfig(fresh.enablers()))
                .containsExactly("no management account was written to objects 0 and 1");
        assertThat(check.checkconfig(objects().enablers())).isNull();
        check.inSession(false);
        assertThat(check.checkconfig(fresh.enablers())).isNull();
    }

    @Test
    void Bootstrap_Finish_is_answered_with_every_problem() {
        security(newIntegerResource(2, 3));

        assertThat(new AccountsCheck(NO_PSKS).checkconfig(objects().enablers()))
                .singleElement()
                .asString()
                .startsWith("/0/7/2 is 3");
    }
}
