package org.larmor.jssl;

/** The networks there are. */
public enum NetworkKind {
    VSHARP,
    VARNET,
    UNET
}
