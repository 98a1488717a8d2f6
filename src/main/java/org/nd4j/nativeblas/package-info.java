/** Holds one class of ours: Deeplearning4j looks it up by reflection under this package's name. */
package org.nd4j.nativeblas;
