/** The site's models in the log: immutable versions, and their aliases by domain. */
@org.jspecify.annotations.NullMarked
package org.larmor.adapt.registry;
