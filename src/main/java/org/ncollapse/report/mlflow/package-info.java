/** Writes runs into a file store of MLflow, from the files of the runs. Equal files give equal bytes. */
package org.ncollapse.report.mlflow;
