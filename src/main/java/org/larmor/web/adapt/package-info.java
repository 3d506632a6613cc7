/** What people see of the adaptation, and what they may ask it for. */
@org.jspecify.annotations.NullMarked
package org.larmor.web.adapt;
