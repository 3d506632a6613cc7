/** Whether a challenger may serve: what is measured, by which criteria it is judged, and what came of it. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.gate;
