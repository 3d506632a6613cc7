/** Two models on the same scans, as they come: whether the one that serves is worse. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.watch;
