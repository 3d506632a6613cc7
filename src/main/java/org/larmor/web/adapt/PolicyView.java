package org.larmor.web.adapt;

import io.vertx.core.json.JsonObject;
import org.larmor.adapt.policy.Policy;
import org.larmor.adapt.policy.Promotion;

/** The policy in force as the API shows it: with what stands where it says nothing, and without the hashes of patients. */
record PolicyView(Policy policy) {
    JsonObject json() {
        JsonObject json = new JsonObject(policy.json());
        json.remove("sides");
        json.getJsonObject("runs").put("weights", policy.runs().weights());
        Promotion promotion = policy.promoting();
        return json.put("isSet", !policy.equals(Policy.NONE))
                .put("hash", policy.hash())
                .put("patientsGiven", policy.sides().size())
                .put("quality", policy.checked())
                .put(
                        "promotion",
                        new JsonObject()
                                .put("automatic", promotion.automatic())
                                .put("shadowScans", promotion.shadowScans())
                                .put("share", promotion.share()));
    }
}
