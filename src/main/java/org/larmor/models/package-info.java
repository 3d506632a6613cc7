/** Models at rest: cards, files of weights in the formats they are published in, and the library they are taken from. */
package org.larmor.models;
