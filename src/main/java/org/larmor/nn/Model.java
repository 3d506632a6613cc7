package org.larmor.nn;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A model as functions of its parameters; holds none. */
public final class Model {
    public static final String NETWORK = "model.";
    public static final String SENSITIVITY = "sensitivity_model.";

    private final ModelConfig config;
    private final Network network;
    private final Optional<SensitivityRefiner> refiner;

    public Model(ModelConfig config) {
        this.config = config;
        network = Network.of(NETWORK, config.network());
        refiner = config.sensitivity().map(unet -> new SensitivityRefiner(SENSITIVITY, unet));
    }

    public ModelConfig config() {
        return config;
    }

    public Network network() {
        return network;
    }

    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>(network.parameters());
        refiner.ifPresent(r -> specs.addAll(r.parameters()));
        return specs;
    }

    /** The maps to reconstruct with, from the first ones: refined, or a handle on the same array. */
    public NDArray refine(Physics physics, Parameters p, NDArray maps) {
        return refiner.map(r -> r.apply(physics, p, maps)).orElseGet(() -> maps.reshape(maps.getShape()));
    }
}
