package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Java's own bridge to PKCS#11 libraries, the package {@code sun.security.pkcs11.wrapper}, by reflection: it is public there but not exported.
 * Knows how Java calls and builds things, not what they mean.
 */
final class Wrapper {
    /** What the command line must have. */
    static final String OPTION = "--add-exports jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=ALL-UNNAMED";

    private static final String MODULE = "jdk.crypto.cryptoki";
    private static final String PACKAGE = "sun.security.pkcs11.wrapper";

    private final Module module;
    private final Class<?> attribute;
    private final Map<String, Method> functions;

    private Wrapper(Module module) throws ReflectiveOperationException {
        this.module = module;
        this.attribute = type("CK_ATTRIBUTE");
        this.functions = Arrays.stream(type("PKCS11").getMethods())
                .filter(method -> method.getName().startsWith("C_"))
                .collect(Collectors.toMap(Method::getName, Function.identity(), (one, other) -> one));
    }

    /**
     * The bridge of this Java.
     *
     * @throws CardException.Refused if it has none, or does not let us use it
     */
    static Wrapper open() throws CardException.Refused {
        Module module = ModuleLayer.boot()
                .findModule(MODULE)
                .orElseThrow(() -> new CardException.Refused(
                        "this Java run-time has no module %s, which pkcs11: needs; add it to the image"
                                .formatted(MODULE)));
        if (!module.isExported(PACKAGE, Wrapper.class.getModule())) {
            throw new CardException.Refused(
                    "Java keeps its PKCS#11 bridge to itself; start the agent by its script, or java with %s"
                            .formatted(OPTION));
        }
        try {
            return new Wrapper(module);
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    /** Loads and initialises a library; a second time in one JVM gives the same object. */
    Object load(Path file) throws IOException, CryptokiException {
        try {
            Class<?> arguments = type("CK_C_INITIALIZE_ARGS");
            Object locking = arguments.getConstructor().newInstance();
            arguments.getField("flags").setLong(locking, Ck.CKF_OS_LOCKING_OK);
            return type("PKCS11")
                    .getMethod("getInstance", String.class, String.class, arguments, boolean.class)
                    .invoke(null, file.toString(), "C_GetFunctionList", locking, false);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IOException notLoaded) {
                throw notLoaded;
            }
            throw answer(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    /**
     * Calls a function of a library.
     *
     * @param function its name, such as {@code C_Sign}
     * @return its result; an empty text if it has none
     */
    Object call(Object library, String function, @Nullable Object... arguments) throws CryptokiException {
        try {
            Method method = functions.get(function);
            if (method == null) {
                throw new NoSuchMethodException(function);
            }
            return Objects.requireNonNullElse(method.invoke(library, arguments), "");
        } catch (InvocationTargetException e) {
            throw answer(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    /** A field of a structure that a function gave. */
    Object field(Object structure, String name) {
        try {
            return structure.getClass().getField(name).get(structure);
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    /** A mechanism without parameter. */
    Object mechanism(long number) {
        return make("CK_MECHANISM", new Class<?>[] {long.class}, number);
    }

    /** CKM_ECDH1_DERIVE with the peer's point and no key derivation function. */
    Object agreement(byte[] point) {
        Object parameters = make(
                "CK_ECDH1_DERIVE_PARAMS",
                new Class<?>[] {long.class, byte[].class, byte[].class},
                Ck.CKD_NULL,
                null,
                point);
        return make(
                "CK_MECHANISM", new Class<?>[] {long.class, parameters.getClass()}, Ck.CKM_ECDH1_DERIVE, parameters);
    }

    /** An array of attributes; each value is a Boolean, a Long or a byte array. */
    Object template(Map<Long, Object> values) {
        Object array = Array.newInstance(attribute, values.size());
        int at = 0;
        for (Map.Entry<Long, Object> entry : values.entrySet()) {
            Array.set(
                    array,
                    at++,
                    make("CK_ATTRIBUTE", new Class<?>[] {long.class, Object.class}, entry.getKey(), entry.getValue()));
        }
        return array;
    }

    /** An array of one attribute whose value is to be asked for. */
    Object question(long number) {
        Object array = Array.newInstance(attribute, 1);
        Array.set(array, 0, make("CK_ATTRIBUTE", new Class<?>[] {long.class}, number));
        return array;
    }

    /** What a {@link #question} got: a Boolean, a Long, a byte array, or a char array with one byte in each; empty for no bytes at all. */
    Optional<Object> answer(Object question) {
        try {
            return Optional.ofNullable(attribute.getField("pValue").get(Array.get(question, 0)));
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    private Object make(String type, Class<?>[] parameters, @Nullable Object... arguments) {
        try {
            Constructor<?> constructor = type(type).getConstructor(parameters);
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    private Class<?> type(String name) throws ClassNotFoundException {
        Class<?> found = Class.forName(module, PACKAGE + "." + name);
        if (found == null) {
            throw new ClassNotFoundException(name);
        }
        return found;
    }

    private CryptokiException answer(@Nullable Throwable thrown) {
        if (thrown == null || !thrown.getClass().getName().equals(PACKAGE + ".PKCS11Exception")) {
            throw new IllegalStateException("Java's PKCS#11 bridge failed in an unforeseen manner", thrown);
        }
        try {
            long code = (long) thrown.getClass().getMethod("getErrorCode").invoke(thrown);
            String message = Objects.requireNonNullElse(thrown.getMessage(), "");
            return new CryptokiException(code, message.startsWith("CKR_") ? message : "CK_RV %X".formatted(code));
        } catch (ReflectiveOperationException e) {
            throw otherJava(e);
        }
    }

    private static IllegalStateException otherJava(ReflectiveOperationException e) {
        return new IllegalStateException("the PKCS#11 bridge of this Java is not the one of Java 17 to 25", e);
    }
}
