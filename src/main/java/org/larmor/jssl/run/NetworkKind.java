package org.larmor.jssl.run;

/** The networks there are. */
public enum NetworkKind {
    VSHARP,
    VARNET,
    UNET
}
