package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.CardBench.Card;
import iotsafe.client.e2e.CardLine.Cost;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Interface reference, section 6; design, section 10. The whole provisioning is held to its budget by {@link ProvisioningByProfileTest}. */
class CardCostTest {
    static Stream<Arguments> operations() {
        return CardBench.CARDS.stream()
                .flatMap(card -> Stream.of(CardOperation.values()).map(operation -> Arguments.of(operation, card)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("operations")
    void no_operation_takes_more_of_the_card_than_it_must(CardOperation operation, Card card) throws Exception {
        Cost minimum = operation.minimum(card.profile(), card.protocol());
        assertThat(operation.measured(card.profile(), card.protocol()))
                .matches(ours -> ours.isAtMost(minimum), "is at most " + minimum);
    }
}
