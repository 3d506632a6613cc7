/** A process of the program: its configuration, its roles and their life. */
package org.larmor.node;
