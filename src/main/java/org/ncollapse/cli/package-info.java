/** The command line: one class for each command, shared options, progress and messages. */
package org.ncollapse.cli;
