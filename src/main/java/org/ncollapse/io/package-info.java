/** Files on disk, for every other package: atomic writes, fsync, SHA-256, and the exception for invalid input. */
package org.ncollapse.io;
