package iotsafe.testbed.https;

import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;

/** What can be wrong with the answer to an enrolment over HTTPS. */
final class HttpsFault {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private HttpsFault() {}

    static Reply spoil(Reply good, Forecast forecast) throws InterruptedException {
        if (forecast.has(Weather.HTTPS_SILENCE)) {
            Thread.sleep(FOR_EVER); // until the server stops
        }
        Thread.sleep(forecast.number(Weather.HTTPS_SLOW));
        if (forecast.has(Weather.HTTPS_500)) {
            return Reply.of(500, "the CA is on fire");
        }
        if (forecast.has(Weather.HTTPS_TRUNCATED)) {
            return good.withText(good.text().substring(0, good.text().length() / 2));
        }
        if (forecast.has(Weather.HTTPS_GARBAGE)) {
            return good.withText("this is not base64!");
        }
        if (forecast.has(Weather.HTTPS_WRONG_CONTENT_TYPE)) {
            return good.with("Content-Type", "text/html");
        }
        return forecast.has(Weather.HTTPS_OVERSIZED)
                ? good.withText(good.text() + "A".repeat(forecast.number(Weather.HTTPS_OVERSIZED)))
                : good;
    }
}
