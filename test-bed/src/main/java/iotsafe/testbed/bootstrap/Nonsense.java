package iotsafe.testbed.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig.ServerSecurity;

/**
 * What a bootstrap server can put into the place of a good Bootstrap-Write or Bootstrap-Delete (OMA LwM2M Core 6.1.7.3 and 6.1.7.4), or of a
 * good set of accounts.
 */
enum Nonsense {
    /** Text for a number, a number for text. */
    WRONG_TYPE(Part.WRITE) {
        @Override
        void spoil(Request request) {
            write(
                    request,
                    isSecurity(request)
                            ? "[{\"bn\":\"/0/1/\",\"n\":\"0\",\"v\":5},{\"n\":\"1\",\"vb\":false},{\"n\":\"2\",\"vs\":\"EST\"},{\"n\":\"10\",\"v\":123}]"
                            : "[{\"bn\":\"/1/0/\",\"n\":\"0\",\"vs\":\"123\"},{\"n\":\"1\",\"vb\":true},{\"n\":\"7\",\"v\":1}]");
        }
    },
    /** Right types with values that cannot be. */
    OUT_OF_RANGE(Part.WRITE) {
        @Override
        void spoil(Request request) {
            write(
                    request,
                    isSecurity(request)
                            ? "[{\"bn\":\"/0/1/\",\"n\":\"0\",\"vs\":\"coaps://127.0.0.1:1\"},{\"n\":\"1\",\"vb\":false},{\"n\":\"2\",\"v\":99},{\"n\":\"10\",\"v\":70000}]"
                            : "[{\"bn\":\"/1/0/\",\"n\":\"0\",\"v\":0},{\"n\":\"1\",\"v\":-1},{\"n\":\"6\",\"vb\":false},{\"n\":\"7\",\"vs\":\"?\"}]");
        }
    },
    /** An object that no device has. */
    UNKNOWN_OBJECT(Part.WRITE, Part.DELETE) {
        @Override
        void spoil(Request request) {
            request.getOptions().setUriPath("/32999/0");
        }
    },
    /** A path that is none. */
    UNKNOWN_PATH(Part.WRITE, Part.DELETE) {
        @Override
        void spoil(Request request) {
            request.getOptions().setUriPath("/accounts/of/mine");
        }
    },
    /** Half of the content. */
    TRUNCATED(Part.WRITE) {
        @Override
        void spoil(Request request) {
            request.setPayload(Arrays.copyOf(request.getPayload(), request.getPayloadSize() / 2));
        }
    },
    /** Bytes that mean nothing. */
    GARBAGE(Part.WRITE) {
        @Override
        void spoil(Request request) {
            byte[] bytes = new byte[300];
            new Random(bytes.length).nextBytes(bytes);
            request.setPayload(bytes);
        }
    },
    /** No content. */
    EMPTY(Part.WRITE) {
        @Override
        void spoil(Request request) {
            request.setPayload(new byte[0]);
        }
    },
    /** The content of one format under the name of another. */
    WRONG_FORMAT(Part.WRITE) {
        @Override
        void spoil(Request request) {
            boolean isTlv = request.getOptions().getContentFormat() == ContentFormat.TLV_CODE;
            request.getOptions().setContentFormat(isTlv ? ContentFormat.SENML_CBOR_CODE : ContentFormat.TLV_CODE);
        }
    },
    /** A format that nobody has defined. */
    UNKNOWN_FORMAT(Part.WRITE) {
        @Override
        void spoil(Request request) {
            request.getOptions().setContentFormat(65_000);
        }
    },
    /** Far more than an account can hold. */
    LARGE(Part.WRITE) {
        @Override
        void spoil(Request request) {
            request.setPayload(new byte[1 << 16]);
        }
    },
    /** Two accounts of one Short Server ID. */
    SAME_ACCOUNT_TWICE(Part.ACCOUNTS) {
        @Override
        void spoil(BootstrapConfig config) {
            ServerSecurity security = config.security.values().iterator().next();
            ServerConfig server = config.servers.values().iterator().next();
            config.security.put(2, security);
            config.servers.put(1, server);
        }
    },
    /** What was there is deleted, and nothing written. */
    NO_ACCOUNT(Part.ACCOUNTS) {
        @Override
        void spoil(BootstrapConfig config) {
            config.security.clear();
            config.servers.clear();
        }
    };

    /** What can be spoilt. */
    enum Part {
        /** A Bootstrap-Write. */
        WRITE,
        /** A Bootstrap-Delete. */
        DELETE,
        /** All accounts together. */
        ACCOUNTS
    }

    private final Part part;
    private final Part alsoFor;

    Nonsense(Part part) {
        this(part, part);
    }

    Nonsense(Part part, Part alsoFor) {
        this.part = part;
        this.alsoFor = alsoFor;
    }

    boolean isFor(Part what) {
        return what == part || what == alsoFor;
    }

    /** Makes a request nonsense that the bootstrap server is about to send. */
    void spoil(Request request) {
        throw new UnsupportedOperationException(this + " is not for one request");
    }

    /** Makes nonsense of all accounts. */
    void spoil(BootstrapConfig config) {
        throw new UnsupportedOperationException(this + " is for one request");
    }

    /** What a request of a bootstrap server is; Bootstrap-Finish is none of them. */
    static boolean is(Part part, Request request) {
        return request.getCode() == (part == Part.WRITE ? CoAP.Code.PUT : CoAP.Code.DELETE);
    }

    private static boolean isSecurity(Request request) {
        return request.getOptions().getUriPathString().startsWith("0/");
    }

    private static void write(Request request, String senmlJson) {
        request.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        request.setPayload(senmlJson.getBytes(StandardCharsets.UTF_8));
    }
}
