package org.larmor.web.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** Addresses on the network, by what they begin with. */
public record AddressRanges(List<Range> ranges) {
    /** Addresses whose first bits are those of {@code first}. */
    public record Range(InetAddress first, int bits) {
        boolean contains(InetAddress address) {
            byte[] ours = first.getAddress();
            byte[] theirs = address.getAddress();
            if (ours.length != theirs.length) {
                return false;
            }
            int whole = bits / Byte.SIZE;
            int rest = bits % Byte.SIZE;
            return Arrays.equals(ours, 0, whole, theirs, 0, whole)
                    && (rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xff) >> (Byte.SIZE - rest) == 0);
        }
    }

    public AddressRanges {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads addresses, or ranges of them as {@code 10.0.0.0/8}, separated by commas.
     *
     * @throws IllegalArgumentException where one is none
     */
    public static AddressRanges parse(String text) {
        return new AddressRanges(Arrays.stream(text.split(",", -1))
                .map(one -> range(one.strip()))
                .toList());
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        try {
            InetAddress first = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = first.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > most) {
                throw new IllegalArgumentException("from 0 to " + most + " bits");
            }
            return new Range(first, bits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is no address and no range such as 10.0.0.0/8", e);
        }
    }

    /** @param address as digits; what is none is in no range */
    public boolean contains(String address) {
        try {
            InetAddress asked = InetAddress.ofLiteral(address);
            return ranges.stream().anyMatch(range -> range.contains(asked));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
