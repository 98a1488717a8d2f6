/**
 * Unconstrained features models: objectives, closed forms of their minimizers, numerical minimization and gradient
 * descent.
 */
package org.ncollapse.ufm;
