package org.larmor.web.access;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressesTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            127.0.0.1,         127.0.0.1,         true
            127.0.0.1,         127.0.0.2,         false
            10.0.0.0/8,        10.255.0.1,        true
            10.0.0.0/8,        11.0.0.1,          false
            10.1.2.3/8,        10.9.9.9,          true
            192.168.4.0/22,    192.168.7.255,     true
            192.168.4.0/22,    192.168.8.0,       false
            0.0.0.0/0,         203.0.113.9,       true
            0.0.0.0/0,         ::1,               false
            ::/0,              2001:db8::1,       true
            2001:db8::/33,     2001:db8:7fff::1,  true
            2001:db8::/33,     2001:db8:8000::1,  false
            ::1,               0:0:0:0:0:0:0:1,   true
            127.0.0.1,         ::ffff:127.0.0.1,  true
            127.0.0.1,         scanner-1,         false
            """)
    void whatIsInARange(String range, String address, boolean inside) {
        assertThat(AddressRanges.parse(range).contains(address)).isEqualTo(inside);
    }

    @Test
    void severalRangesAreEach() {
        AddressRanges ranges = AddressRanges.parse("127.0.0.1, 10.0.0.0/8,::1");
        assertThat(ranges).isEqualTo(AddressRanges.parse("127.0.0.1,10.0.0.0/8,::1"));
        assertThat(ranges.contains("10.0.0.1")).isTrue();
        assertThat(ranges.contains("::1")).isTrue();
        assertThat(ranges.contains("::2")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "10.0.0.0/8,"})
    void nothingElseIsOne(String text) {
        assertThatThrownBy(() -> AddressRanges.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no range such as 10.0.0.0/8");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            127.0.0.1,    true
            127.1.2.3,    true
            ::1,          true
            localhost,    true
            0.0.0.0,      false
            ::,           false
            192.168.2.10, false
            127.example,  false
            gateway-1,    false
            """)
    void whatIsReachedFromItsOwnMachineAlone(String host, boolean loopback) {
        assertThat(new ListeningAddress(host).isLoopback()).isEqualTo(loopback);
    }
}
