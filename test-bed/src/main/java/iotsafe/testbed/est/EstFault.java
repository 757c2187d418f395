package iotsafe.testbed.est;

import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.security.SecureRandom;
import java.util.Arrays;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;

/** What can be wrong with the answer of either enrolment resource, and the switch for it. */
enum EstFault {
    TRUNCATED(Weather.CRTS_TRUNCATED, Weather.SEN_TRUNCATED) {
        @Override
        void spoil(Response response, int number) {
            response.setPayload(Arrays.copyOf(response.getPayload(), response.getPayloadSize() / 2));
        }
    },
    OVERSIZED(Weather.CRTS_OVERSIZED, Weather.SEN_OVERSIZED) {
        @Override
        void spoil(Response response, int number) {
            response.setPayload(Arrays.copyOf(response.getPayload(), Math.max(number, response.getPayloadSize())));
        }
    },
    GARBAGE(Weather.CRTS_GARBAGE, Weather.SEN_GARBAGE) {
        @Override
        void spoil(Response response, int number) {
            byte[] noise = new byte[300];
            new SecureRandom().nextBytes(noise);
            noise[0] = (byte) 0xFF; // no DER begins so
            response.setPayload(noise);
        }
    },
    WRONG_CONTENT_FORMAT(Weather.CRTS_WRONG_CONTENT_FORMAT, Weather.SEN_WRONG_CONTENT_FORMAT) {
        @Override
        void spoil(Response response, int number) {
            response.getOptions().setContentFormat(MediaTypeRegistry.TEXT_PLAIN);
        }
    };

    private final Weather crts;
    private final Weather sen;

    EstFault(Weather crts, Weather sen) {
        this.crts = crts;
        this.sen = sen;
    }

    abstract void spoil(Response response, int number);

    /** Spoils a good answer of {@code operation} as the forecast has it. */
    static void spoil(Response response, EstOperation operation, Forecast forecast) {
        for (EstFault fault : values()) {
            Weather weather = operation == EstOperation.CRTS ? fault.crts : fault.sen;
            if (forecast.has(weather)) {
                fault.spoil(response, forecast.number(weather));
            }
        }
    }
}
