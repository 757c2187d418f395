package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBinaryResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;

import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.dtls.CardPsks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.ObjectLink;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bootstrap session is one transaction on objects 0, 1, 2 and 21, and a restart finds them again (design section 6). */
class ObjectsSnapshotTest {
    private static final long SEED = 20261123;

    private final Objects objects = Objects.ofNewDevice();

    /** A value for every resource of an object that can have one, by its model in LwM2M 1.1. */
    private static List<LwM2mResource> everyResourceOf(int object, Random random) {
        List<LwM2mResource> resources = new ArrayList<>();
        for (ResourceModel model :
                Objects.MODELS.getObjectModel(object).resources.values()) {
            if (model.operations.isExecutable() || (object == 0 && model.id == 1)) {
                continue;
            }
            resources.add(
                    model.multiple
                            ? LwM2mMultipleResource.newResource(
                                    model.id,
                                    Map.of(0, value(model.type, random), 65534, value(model.type, random)),
                                    model.type)
                            : LwM2mSingleResource.newResource(model.id, value(model.type, random), model.type));
        }
        return resources;
    }

    private static Object value(ResourceModel.Type type, Random random) {
        return switch (type) {
            case STRING ->
                List.of("", "grüße \"\\\n\u0001 €", "coaps://[::1]:5684").get(random.nextInt(3));
            case INTEGER ->
                List.of(Long.MIN_VALUE, -1L, 0L, 65534L, Long.MAX_VALUE).get(random.nextInt(5));
            case UNSIGNED_INTEGER ->
                List.of(ULong.valueOf(0), ULong.valueOf(3), ULong.valueOf("18446744073709551615"))
                        .get(random.nextInt(3));
            case BOOLEAN -> random.nextBoolean();
            case OPAQUE -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                yield bytes;
            }
            case TIME -> Date.from(TestCa.NOW.plusSeconds(random.nextInt(1000)));
            case OBJLNK ->
                random.nextBoolean() ? new ObjectLink() : new ObjectLink(random.nextInt(65535), random.nextInt(65535));
            case FLOAT -> 1.5;
            default -> throw new AssertionError("no value of type " + type);
        };
    }

    @Test
    void every_resource_of_the_models_survives_the_text() {
        Random random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            for (int object : new int[] {0, 1, 2}) {
                objects.write(object, 1 + random.nextInt(3), everyResourceOf(object, random));
            }
            Map<String, LwM2mObjectInstance> before = objects.content();
            String text = ObjectsSnapshot.of(objects.tree).toText(objects.tree);

            Objects fresh = Objects.ofNewDevice();
            ObjectsSnapshot.ofText(text, fresh.tree).restore(fresh.tree);

            assertThat(fresh.content()).as("seed %d round %d", SEED, round).isEqualTo(before);
        }
    }

    @Test
    void every_resource_of_the_models_is_kept_by_a_stored_instance() {
        List<LwM2mResource> all = everyResourceOf(0, new Random(SEED));

        objects.write(0, 1, all);

        assertThat(objects.resources("/0/1").values()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(all).extracting(LwM2mResource::getId).contains(3, 4, 5, 11, 12, 13, 14, 15, 16, 17);
    }

    @Test
    void an_instance_without_resources_survives_the_text() {
        objects.write(1, 5);
        Map<String, LwM2mObjectInstance> before = objects.content();

        Objects fresh = Objects.ofNewDevice();
        ObjectsSnapshot.ofText(ObjectsSnapshot.of(objects.tree).toText(objects.tree), fresh.tree)
                .restore(fresh.tree);

        assertThat(fresh.content()).isEqualTo(before).containsKey("/1/5");
    }

    @Test
    void whatever_a_session_writes_and_deletes_restore_gives_exactly_what_was() {
        for (int round = 0; round < 500; round++) {
            Random random = new Random(SEED + round);
            Objects device = Objects.ofNewDevice();
            session(device, random, 1 + random.nextInt(4));
            Map<String, LwM2mObjectInstance> before = device.content();
            ObjectsSnapshot snapshot = ObjectsSnapshot.of(device.tree);

            session(device, random, 1 + random.nextInt(8));
            snapshot.restore(device.tree);

            assertThat(device.content()).as("seed %d round %d", SEED, round).isEqualTo(before);
        }
    }

    private static void session(Objects device, Random random, int writes) {
        for (int i = 0; i < writes; i++) {
            int object = random.nextInt(3);
            if (random.nextInt(4) == 0) {
                device.delete(object);
            } else {
                int id = random.nextInt(4);
                List<LwM2mResource> all = everyResourceOf(object, random);
                all.removeIf(each -> random.nextInt(3) == 0);
                if (object == 0) {
                    all.add(newBooleanResource(1, id == 0));
                }
                device.write(object, id, all);
            }
        }
    }

    @Test
    void restore_keeps_the_bootstrap_account_even_if_the_session_changed_it() {
        Map<String, LwM2mObjectInstance> before = objects.content();
        ObjectsSnapshot snapshot = ObjectsSnapshot.of(objects.tree);
        objects.write(
                0,
                0,
                newStringResource(0, "coaps://evil.example:5684"),
                newBooleanResource(1, true),
                newIntegerResource(11, 5));

        snapshot.restore(objects.tree);

        assertThat(objects.content()).isEqualTo(before);
    }

    @Test
    void restore_brings_the_bootstrap_account_back_if_the_session_made_it_a_management_account() {
        Map<String, LwM2mObjectInstance> before = objects.content();
        ObjectsSnapshot snapshot = ObjectsSnapshot.of(objects.tree);
        objects.write(0, 0, newStringResource(0, "coaps://x:5684"), newBooleanResource(1, false));

        snapshot.restore(objects.tree);

        assertThat(objects.content()).isEqualTo(before);
    }

    @Test
    void restore_removes_a_second_bootstrap_account_that_the_session_wrote() {
        Map<String, LwM2mObjectInstance> before = objects.content();
        ObjectsSnapshot snapshot = ObjectsSnapshot.of(objects.tree);
        objects.write(0, 5, newStringResource(0, "coaps://evil.example:5684"), newBooleanResource(1, true));

        snapshot.restore(objects.tree);

        assertThat(objects.content()).isEqualTo(before);
    }

    @Test
    void restore_moves_the_bootstrap_account_back_to_its_instance() {
        Map<String, LwM2mObjectInstance> before = objects.content();
        ObjectsSnapshot snapshot = ObjectsSnapshot.of(objects.tree);
        objects.write(0, 0, newStringResource(0, "coaps://x:5684"), newBooleanResource(1, false));
        objects.write(0, 5, newStringResource(0, "coaps://bs.example:5684"), newBooleanResource(1, true));

        snapshot.restore(objects.tree);

        assertThat(objects.content()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"/0/1\":null}",
                "{\"nonsense\":\"[]\"}",
                "{\"/0\":\"[]\"}",
                "{\"/0/1/2\":\"[]\"}",
                "{\"/0/1\":\"no SenML\"}",
                "{\"/0/1\":\"[{\\\"bn\\\":\\\"/0/1/\\\",\\\"n\\\":\\\"0\\\",\\\"v\\\":true}]\"}",
                "{\"/0/1\":\"[{\\\"bn\\\":\\\"/0/2/\\\",\\\"n\\\":\\\"0\\\",\\\"vs\\\":\\\"x\\\"}]\"}"
            })
    void a_text_that_is_none_is_refused_cleanly(String text) {
        assertThatThrownBy(() -> ObjectsSnapshot.ofText(text, objects.tree))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("saved objects: ");
    }

    @Test
    void a_pre_shared_key_that_the_card_has_as_well_is_not_written_down_and_one_that_it_has_not_is() {
        PskName onCard = new PskName("dev1", (CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=secret;id=0A"));
        Psks psks = new Psks(List.of(onCard), CardPsks.usual(new SoftCard(new Events())));
        for (int instance : new int[] {1, 2}) {
            objects.write(
                    0,
                    instance,
                    newIntegerResource(2, 0),
                    newBinaryResource(3, ("dev" + instance).getBytes(StandardCharsets.US_ASCII)),
                    newBinaryResource(5, new byte[] {7, 7, 7}));
        }

        ObjectsSnapshot.ofText(
                        ObjectsSnapshot.of(objects.tree).withoutKeysOf(psks).toText(objects.tree), objects.tree)
                .restore(objects.tree);

        assertThat(objects.resources("/0/1")).containsOnlyKeys(2, 3);
        assertThat(objects.resources("/0/2")).containsOnlyKeys(2, 3, 5);
    }

    @Test
    void a_text_changed_at_random_is_read_or_refused_cleanly() {
        Random random = new Random(SEED);
        for (int object : new int[] {0, 1, 2}) {
            objects.write(object, 1, everyResourceOf(object, random));
        }
        String text = ObjectsSnapshot.of(objects.tree).toText(objects.tree);
        for (int round = 0; round < 1000; round++) {
            StringBuilder changed = new StringBuilder(text);
            for (int change = 0; change <= random.nextInt(4); change++) {
                int at = random.nextInt(changed.length());
                switch (random.nextInt(3)) {
                    case 0 -> changed.setCharAt(at, (char) (32 + random.nextInt(95)));
                    case 1 -> changed.deleteCharAt(at);
                    default -> changed.insert(at, changed.charAt(random.nextInt(changed.length())));
                }
            }

            Throwable thrown = catchThrowable(() -> ObjectsSnapshot.ofText(changed.toString(), objects.tree));

            assertThat(thrown == null || thrown.getClass() == IllegalArgumentException.class)
                    .as("seed %d round %d: %s", SEED, round, thrown)
                    .isTrue();
        }
    }

    @Test
    void a_value_of_a_wrong_type_or_an_unknown_id_is_not_kept_and_the_rest_of_the_write_is() {
        objects.write(
                0,
                1,
                newStringResource(0, "coaps://x:5684"),
                newStringResource(2, "two"),
                newBinaryResource(26241, new byte[] {1}));

        assertThat(objects.resources("/0/1")).containsOnlyKeys(0);
    }
}
