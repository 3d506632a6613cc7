package org.larmor.nn;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Which network, of which size. Travels with the weights as JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "network")
@JsonSubTypes({
    @JsonSubTypes.Type(value = VsharpConfig.class, name = "vsharp"),
    @JsonSubTypes.Type(value = ResidualVsharpConfig.class, name = "residual-vsharp"),
    @JsonSubTypes.Type(value = VarNetConfig.class, name = "varnet"),
    @JsonSubTypes.Type(value = UnetBaselineConfig.class, name = "unet")
})
public sealed interface NetworkConfig permits VsharpConfig, ResidualVsharpConfig, VarNetConfig, UnetBaselineConfig {}
