package org.ncollapse.data.folder;

import java.util.Arrays;

/**
 * The scans of a JPEG file, which together must give every component, and every coefficient to its last bit.
 *
 * <p>A progressive file sends the coefficients in bands, each first without its low bits. A file that lacks its last
 * scans decodes without an error to a blurred or gray image.
 */
final class JpegScans {

    private static final int COEFFICIENTS = 64;
    /** More than any encoder writes. Each scan costs a pass over the image, and a few bytes suffice for one. */
    private static final int MAX_SCANS = 100;

    private static final int MISSING = -1;

    private boolean progressive;
    private int[] names = {};
    private int[][] missingBits = {};
    private int scans;

    /** Takes the components of the frame header: three bytes each, of which the first is the name. */
    void begin(boolean isProgressive, byte[] file, int start, int components) {
        progressive = isProgressive;
        names = new int[components];
        missingBits = new int[components][COEFFICIENTS];
        for (int c = 0; c < components; c++) {
            names[c] = file[start + 3 * c] & 0xff;
            Arrays.fill(missingBits[c], MISSING);
        }
    }

    /**
     * Takes the header of a scan: its length, the number of components, two bytes for each, the band and the bits.
     *
     * @throws InvalidImageException if it is malformed, or there are too many scans
     */
    void add(byte[] file, int start, int length) throws InvalidImageException {
        int components = length > 2 ? file[start + 2] & 0xff : 0;
        if (names.length == 0 || components == 0 || length != 6 + 2 * components) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "a scan has no header");
        }
        if (++scans > MAX_SCANS) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "it has more than " + MAX_SCANS + " scans");
        }
        int end = start + length;
        int first = progressive ? file[end - 3] & 0xff : 0;
        int last = progressive ? file[end - 2] & 0xff : COEFFICIENTS - 1;
        int lowBits = progressive ? file[end - 1] & 0xf : 0;
        if (first > last || last >= COEFFICIENTS) {
            throw InvalidImageException.damaged(ImageFormat.JPEG, "a scan has an invalid band");
        }
        for (int c = 0; c < components; c++) {
            Arrays.fill(missingBits[indexOf(file[start + 3 + 2 * c] & 0xff)], first, last + 1, lowBits);
        }
    }

    /**
     * Checks that nothing is missing. High frequencies may be left out altogether.
     *
     * @throws InvalidImageException otherwise
     */
    void throwUnlessComplete() throws InvalidImageException {
        for (int[] component : missingBits) {
            if (component[0] != 0 || Arrays.stream(component).anyMatch(bits -> bits > 0)) {
                throw InvalidImageException.truncated(ImageFormat.JPEG);
            }
        }
    }

    private int indexOf(int name) throws InvalidImageException {
        for (int c = 0; c < names.length; c++) {
            if (names[c] == name) {
                return c;
            }
        }
        throw InvalidImageException.damaged(ImageFormat.JPEG, "a scan has an unknown component");
    }
}
