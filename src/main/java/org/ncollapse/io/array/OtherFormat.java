package org.ncollapse.io.array;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.ncollapse.io.BadInputException;

/** The formats that are recognized and not read, each with the line of Python that converts it. */
enum OtherFormat {
    /** HDF5 with the header of MATLAB. Its matrices are transposed. */
    MATLAB_HDF5(
            "a MATLAB file of version 7.3 (HDF5)",
            List.of("MATLAB 7.3"),
            List.of(),
            "import h5py, numpy; m = h5py.File(FILE); "
                    + "numpy.savez(NPZ, features=m['features'][()].T, labels=m['labels'][()].ravel())"),
    /** MATLAB's own format. Version 4 has no signature. */
    MATLAB(
            "a MATLAB file",
            List.of("MATLAB 5.0"),
            List.of(".mat"),
            "import scipy.io, numpy; m = scipy.io.loadmat(FILE); "
                    + "numpy.savez(NPZ, features=m['features'], labels=m['labels'].ravel())"),
    /** HDF5 without a header of its own. */
    HDF5(
            "an HDF5 file",
            List.of("\u0089HDF\r\n\u001a\n"),
            List.of(".h5", ".hdf5"),
            "import h5py, numpy; m = h5py.File(FILE); "
                    + "numpy.savez(NPZ, features=m['features'][()], labels=m['labels'][()])"),
    /** Before the zip format: a pickle of a magic number, then others. */
    LEGACY_TORCH(
            "a file in PyTorch's format before version 1.6",
            List.of("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."),
            List.of(),
            "import torch; torch.save(torch.load(FILE, map_location='cpu'), FILE)"),
    /** Protocols 2 to 5 start with an instruction that gives the protocol. */
    PICKLE(
            "a pickle, which could execute anything,",
            List.of("\u0080\u0002", "\u0080\u0003", "\u0080\u0004", "\u0080\u0005"),
            List.of(".pkl", ".pickle"),
            "import pickle, numpy; m = pickle.load(open(FILE, 'rb')); "
                    + "numpy.savez(NPZ, features=m['features'], labels=m['labels'])"),
    /** Text has no signature. */
    TEXT(
            "a text file",
            List.of(),
            List.of(".csv", ".tsv", ".txt"),
            "import numpy; m = numpy.loadtxt(FILE, delimiter=','); "
                    + "numpy.savez(NPZ, features=m[:, :-1], labels=m[:, -1])  # the labels are the last column");

    private final String description;
    private final List<String> signatures;
    private final List<String> suffixes;
    private final String python;

    /**
     * @param signatures first bytes of such a file, one character for each
     * @param suffixes endings of the names of such files
     * @param python the line that converts it, with FILE and NPZ for the names of the files
     */
    OtherFormat(String description, List<String> signatures, List<String> suffixes, String python) {
        this.description = description;
        this.signatures = signatures;
        this.suffixes = suffixes;
        this.python = python;
    }

    /**
     * Rejects a file of one of these formats.
     *
     * @param start its first bytes
     * @throws BadInputException if its content or, failing that, its name is that of such a format
     */
    static void reject(Path file, byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (OtherFormat format : values()) {
            if (format.signatures.stream().anyMatch(text::startsWith)) {
                throw format.rejection(file);
            }
        }
        for (OtherFormat format : values()) {
            if (!text.startsWith("PK") && format.suffixes.stream().anyMatch(name::endsWith)) {
                throw format.rejection(file);
            }
        }
    }

    private BadInputException rejection(Path file) {
        String npz = file.toString().replaceFirst("\\.[A-Za-z0-9]+$", "") + ".npz";
        return new BadInputException(file + " is " + description + " and is not read; convert it with Python: "
                + python.replace("FILE", quoted(file.toString())).replace("NPZ", quoted(npz)));
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
