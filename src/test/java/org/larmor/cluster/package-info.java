/** A whole site of processes, as the files of {@code docker/} describe it, without a container engine. */
package org.larmor.cluster;
