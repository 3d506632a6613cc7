/** What the page shows as it happens. */
@org.jspecify.annotations.NullMarked
package org.larmor.web.live;
