package iotsafe.testbed.est;

import iotsafe.testbed.weather.Weather;

/** The operations served (RFC 9148 §4.1, short path and resource type). */
enum EstOperation {
    /** CA certificates: RFC 7030 §4.1. */
    CRTS("crts", Weather.CRTS_SLOW, Weather.CRTS_SILENCE),
    /** Simple enrolment: RFC 7030 §4.2. */
    SEN("sen", Weather.SEN_SLOW, Weather.SEN_SILENCE),
    /** Simple re-enrolment: RFC 7030 §4.2.2; under the weather of {@code sen}. */
    SREN("sren", Weather.SEN_SLOW, Weather.SEN_SILENCE),
    /** What a request is to say: RFC 7030 §4.5; slow and silent as {@code crts} is. */
    ATT("att", Weather.CRTS_SLOW, Weather.CRTS_SILENCE);

    final String path;
    final Weather slow;
    final Weather silence;

    EstOperation(String path, Weather slow, Weather silence) {
        this.path = path;
        this.slow = slow;
        this.silence = silence;
    }
}
