/** What happens to the adaptation, in one chain that one process at a time writes; commands that others send it. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.events;
