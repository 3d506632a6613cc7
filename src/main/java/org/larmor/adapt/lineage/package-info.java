/** From an image back to all that it stands on. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.lineage;
