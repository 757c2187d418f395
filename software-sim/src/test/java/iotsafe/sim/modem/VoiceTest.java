package iotsafe.sim.modem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interface reference 5.2 and 5.5: the characters of an answer. */
class VoiceTest {
    private static final Reply FIRST = Reply.ofCard("+CSIM: 4,\"9000\"");
    private static final Reply SECOND = Reply.ofCard("+CSIM: 4,\"6A82\"");

    private static String said(Voice voice, Reply reply) {
        return voice.parts(reply).stream()
                .map(part -> (part.afterPause() ? "<pause>" : "") + part.text())
                .collect(Collectors.joining())
                .replace("\r\n", "/");
    }

    private static Voice voice(String profile) {
        return new Voice(ModemProfile.named(profile));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "standard; /+CSIM: 4,\"6A82\"//OK/",
                "ok-first; /OK//+CSIM: 4,\"6A82\"/",
                "ok-late; /+CSIM: 4,\"6A82\"/<pause>/OK/",
                "slow-answers; <pause>/+CSIM: 4,\"6A82\"//OK/",
                "earlier-answer-first; /+CSIM: 4,\"9000\"//+CSIM: 4,\"6A82\"//OK/"
            })
    void the_second_answer_5_5(String profile, String text) {
        Voice voice = voice(profile);
        said(voice, FIRST);
        assertThat(said(voice, SECOND)).isEqualTo(text);
    }

    @Test
    void answers_that_are_not_the_card_s_keep_their_order() {
        assertThat(said(voice("ok-first+ok-late"), Reply.ok("+CPIN: READY"))).isEqualTo("/+CPIN: READY//OK/");
        assertThat(said(voice("standard"), Reply.failed("+CME ERROR: 3"))).isEqualTo("/+CME ERROR: 3/");
    }

    @Test
    void a_long_line_is_cut_though_it_announces_more_5_5() {
        String full = "+CSIM: 516,\"" + "AB".repeat(256) + "9000\"";
        assertThat(said(voice("answers-cut-at-256"), Reply.ofCard(full)))
                .isEqualTo("/" + full.substring(0, 256) + "//OK/");
        assertThat(said(voice("answers-cut-at-256"), FIRST)).isEqualTo("/+CSIM: 4,\"9000\"//OK/");
    }

    @Test
    void unsolicited_lines_stand_before_between_and_behind_5_5() {
        Voice voice = voice("urcs");
        boolean before = false;
        boolean between = false;
        boolean behind = false;
        for (int round = 0; round < 50; round++) {
            List<String> lines = List.of(said(voice, FIRST).replace("//", "/").split("/"));
            int information = lines.indexOf("+CSIM: 4,\"9000\"");
            int result = lines.indexOf("OK");
            before |= information > 1;
            between |= result > information + 1;
            behind |= lines.size() > result + 1;
            assertThat(information).isPositive().isLessThan(result);
        }
        assertThat(List.of(before, between, behind)).containsOnly(true);
        assertThat(said(voice("urcs"), FIRST)).isEqualTo(said(voice("urcs"), FIRST)); // the seed decides
    }

    @Test
    void pieces_join_to_the_whole_5_2() {
        String text = "\r\n+CSIM: 4,\"9000\"\r\n\r\nOK\r\n".repeat(9);
        List<String> pieces = voice("fragments").pieces(text);
        assertThat(pieces).hasSizeGreaterThan(10);
        assertThat(String.join("", pieces)).isEqualTo(text);
    }
}
