/** What this machine will train on, what is wrong with it and how to mend it: one small class a check. */
package org.ncollapse.experiment.doctor;
