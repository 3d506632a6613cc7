package org.larmor.nn;

/** What becomes of a network's last image. */
public enum Finish {
    /** Its modulus: supervised and jointly trained vSHARP. */
    MODULUS,
    /** Data consistency, then the SENSE combination's modulus: self-supervised vSHARP, VarNet and U-Net always. */
    DATA_CONSISTENCY
}
