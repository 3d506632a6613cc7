/** The commands of the program, and what they share. */
package org.larmor.cli;
