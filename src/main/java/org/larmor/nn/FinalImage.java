package org.larmor.nn;

/** How the final image is made of a network's last output. */
public enum FinalImage {
    /** Its modulus: supervised and jointly trained vSHARP. */
    MODULUS,
    /** Data consistency, then the SENSE combination's modulus: self-supervised vSHARP, VarNet and U-Net always. */
    DATA_CONSISTENCY
}
