package org.larmor.recon.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A device that was asked for by its name is not there; the message says in one line what there is. */
public final class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private DeviceException(String message) {
        super(message);
    }

    static DeviceException missing(ComputeDevice device, Predicate<ComputeDevice> reached) {
        List<String> there = new ArrayList<>(List.of(ComputeDevice.PROCESSOR.label()));
        for (int i = 0; reached.test(ComputeDevice.cuda(i)); i++) {
            there.add(ComputeDevice.cuda(i).label());
        }
        return new DeviceException("there is no device " + device.label() + " that the engine reaches; there is: "
                + String.join(", ", there));
    }
}
