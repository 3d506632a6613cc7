/** Who may ask the HTTP server for what: tokens, sessions, roles, addresses. */
@org.jspecify.annotations.NullMarked
package org.larmor.web.access;
