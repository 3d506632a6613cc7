package org.larmor.bus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PiecesTest {
    private final List<String> dropped = new ArrayList<>();
    private final Pieces<String, String> pieces = new Pieces<>(4, dropped::addAll);

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1048576, 1", "1048577, 2", "3145728, 3"})
    void aValueIsItsPiecesInOrder(int length, int count) {
        byte[] bytes = new byte[length + 3];
        new Random(length).nextBytes(bytes);
        ByteBuffer value = ByteBuffer.wrap(bytes, 3, length);
        List<byte[]> cut = Pieces.cut(value);
        assertThat(cut).hasSize(count).allSatisfy(piece -> assertThat(piece).hasSizeBetween(1, Pieces.BYTES));
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        cut.forEach(together::writeBytes);
        assertThat(ByteBuffer.wrap(together.toByteArray())).isEqualTo(value);
    }

    @Test
    void aSetIsGivenOutWholeAndOnce() {
        add("a", 1, 0);
        add("a", 0, 0);
        add("b", 0, 0);
        add("a", 0, 1);
        assertThat(pieces.take("a", List.of(2, 1))).contains(List.of(List.of("a00", "a01"), List.of("a10")));
        assertThat(pieces.take("a", List.of(2, 1))).isEmpty();
        assertThat(pieces.take("b", List.of(1))).contains(List.of(List.of("b00")));
        assertThat(dropped).isEmpty();
    }

    @Test
    void aRepeatedPieceCountsOnce() {
        add("a", 0, 0);
        add("a", 0, 0);
        add("a", 0, 1);
        assertThat(pieces.take("a", List.of(2))).contains(List.of(List.of("a00", "a01")));
    }

    @Test
    void whatIsNotWholeIsDropped() {
        add("a", 0, 0);
        add("a", 1, 1);
        assertThat(pieces.take("a", List.of(1, 2))).isEmpty();
        assertThat(dropped).containsExactly("a00");
        assertThat(pieces.take("none", List.of(1))).isEmpty();
        assertThat(pieces.take("none", List.of())).contains(List.of());
    }

    @Test
    void noMoreIsHeldThanMayBe() {
        add("a", 0, 0);
        add("a", 0, 1);
        add("b", 0, 0);
        add("b", 0, 1);
        assertThatThrownBy(() -> add("c", 0, 0)).isInstanceOf(BusException.class).hasMessageContaining("4 pieces");
        pieces.drop("a"::equals);
        assertThat(dropped).containsExactly("a00", "a01");
        add("c", 0, 0);
        assertThat(pieces.take("b", List.of(2))).isPresent();
        add("c", 0, 1);
        add("c", 0, 2);
        add("c", 0, 3);
        assertThatThrownBy(() -> add("c", 0, 4)).isInstanceOf(BusException.class);
    }

    private void add(String set, int value, int number) {
        pieces.add(set, value, number, () -> set + value + number);
    }
}
