package iotsafe.client.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.StringReader;
import java.util.Random;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlTest {
    @Test
    void what_means_something_to_a_browser_is_escaped() {
        assertThat(Html.escape("CN=<script>alert(\"1\")</script>&'"))
                .isEqualTo("CN=&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;");
    }

    /** Unicode's bidirectional controls let a name read as another. */
    @Test
    void what_cannot_be_seen_is_replaced() {
        assertThat(Html.escape("a\u202Eb\u0000c\uD800d\uFFFF\u200B")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd\uFFFD\uFFFD");
        assertThat(Html.escape("Zähler \uD83D\uDD11")).isEqualTo("Zähler \uD83D\uDD11");
    }

    /** XML 1.0 2.2. */
    @Test
    void any_text_makes_well_formed_XML() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 1000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
            }
            String page = "<a b=\"" + Html.escape(text.toString()) + "\">" + Html.escape(text.toString()) + "</a>";
            assertThatCode(() -> DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(page))))
                    .as("seed " + seed + ", round " + round)
                    .doesNotThrowAnyException();
        }
    }
}
