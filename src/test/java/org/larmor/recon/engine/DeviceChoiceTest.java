package org.larmor.recon.engine;

import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DeviceChoiceTest {
    private static final Predicate<ComputeDevice> NONE = Set.<ComputeDevice>of()::contains;
    private static final Predicate<ComputeDevice> TWO =
            Set.of(ComputeDevice.cuda(0), ComputeDevice.cuda(1))::contains;

    @ParameterizedTest
    @ValueSource(strings = {"auto", "cpu", "cuda:0", "cuda:15"})
    void whatIsReadIsWrittenAlike(String text) {
        assertThat(DeviceChoice.parse(text).text()).isEqualTo(text);
        assertThat(DeviceChoice.parse(" " + text + " ")).isEqualTo(DeviceChoice.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "gpu", "cuda", "cuda:", "cuda:-1", "cuda:x", "cuda:100", "cpu:0", "CPU", "cuda:0,cuda:1"})
    void whatIsNoDeviceIsRefused(String text) {
        assertThatThrownBy(() -> DeviceChoice.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is no device: auto, cpu, cuda:0, cuda:1 …");
    }

    @Test
    void autoTakesTheFirstThereIsElseTheProcessor() {
        assertThat(DeviceChoice.parse("auto").on(TWO)).isEqualTo(ComputeDevice.cuda(0));
        assertThat(DeviceChoice.parse("auto").on(NONE)).isEqualTo(ComputeDevice.PROCESSOR);
    }

    @Test
    void theProcessorIsNeverLookedFor() {
        assertThat(DeviceChoice.parse("cpu").on(device -> {
                    throw new AssertionError(device);
                }))
                .isEqualTo(ComputeDevice.PROCESSOR);
        assertThat(DeviceChoice.parse("cpu").needsGraphics()).isFalse();
        assertThat(DeviceChoice.parse("auto").needsGraphics()).isFalse();
        assertThat(DeviceChoice.parse("cuda:0").needsGraphics()).isTrue();
    }

    @Test
    void aNamedOneIsTakenOrRefusedWithWhatThereIs() {
        assertThat(DeviceChoice.parse("cuda:1").on(TWO)).isEqualTo(ComputeDevice.cuda(1));
        assertThatThrownBy(() -> DeviceChoice.parse("cuda:2").on(TWO))
                .isInstanceOf(DeviceException.class)
                .hasMessage("there is no device cuda:2 that the engine reaches; there is: cpu, cuda:0, cuda:1");
        assertThatThrownBy(() -> DeviceChoice.parse("cuda:0").on(NONE))
                .isInstanceOf(DeviceException.class)
                .hasMessageEndingWith("there is: cpu");
    }
}
