/**
 * The training loop, the optimizer, the learning-rate schedule, the hooks and the checkpoints that a run resumes from.
 */
package org.ncollapse.training;
