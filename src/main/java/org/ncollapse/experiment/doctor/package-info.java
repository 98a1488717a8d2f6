/** Checks what this machine can train, and suggests a fix for each problem. Each check is a class of its own. */
package org.ncollapse.experiment.doctor;
