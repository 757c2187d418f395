package iotsafe.testbed.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.testbed.weather.Weather.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForecastTest {
    @Test
    void a_switch_takes_its_usual_number_or_the_one_given() {
        Forecast forecast = Forecast.parse(List.of("sen-503", "sen-slow=70", "expired"));
        assertThat(forecast.number(Weather.SEN_503)).isEqualTo(2);
        assertThat(forecast.number(Weather.SEN_SLOW)).isEqualTo(70);
        assertThat(forecast.has(Weather.EXPIRED)).isTrue();
        assertThat(forecast.has(Weather.WRONG_KEY)).isFalse();
    }

    @Test
    void a_switch_that_cannot_be_meant_is_refused_with_what_can() {
        assertThatThrownBy(() -> Forecast.parse(List.of("rain")))
                .hasMessageStartingWith("no weather is called \"rain\"; there are sen-503, ");
        assertThatThrownBy(() -> Forecast.parse(List.of("expired=2"))).hasMessageContaining("takes no number");
        assertThatThrownBy(() -> Forecast.parse(List.of("sen-slow=-1"))).hasMessageContaining("sen-slow=3000");
        assertThatThrownBy(() -> Forecast.of(Weather.SEN_503).requireOnly(Kind.CERTIFICATE))
                .hasMessage("weather \"sen-503\" has no effect here");
    }

    @Test
    void the_README_has_a_row_for_every_weather() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        for (Weather weather : Weather.values()) {
            assertThat(readme).contains("| `" + weather.label() + "` |");
        }
    }
}
