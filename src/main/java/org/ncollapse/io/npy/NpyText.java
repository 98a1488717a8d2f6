package org.ncollapse.io.npy;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One text that numpy saved as an array: of type {@code U}, four bytes per character, or {@code S}, bytes. */
final class NpyText {

    private static final Pattern TYPE =
            Pattern.compile("'descr'\\s*:\\s*'([<>|])([US])(\\d{1,4})'.*'shape'\\s*:\\s*\\((1,)?\\)");
    private static final int BYTES_PER_CHARACTER = 4;
    /** Shorter texts are padded with it. */
    private static final String PADDING = "\0+$";

    private NpyText() {}

    /**
     * Reads an array.
     *
     * @param in the start of the array
     * @param name the array's name, for messages
     * @return empty if it is not a single text
     */
    static Optional<String> read(DataInputStream in, String name) throws IOException {
        Matcher type = TYPE.matcher(NpyHeader.readDictionary(in, name).text());
        if (!type.find()) {
            return Optional.empty();
        }
        boolean wide = type.group(2).equals("U");
        Charset charset =
                wide ? Charset.forName(type.group(1).equals(">") ? "UTF-32BE" : "UTF-32LE") : StandardCharsets.UTF_8;
        int length = Integer.parseInt(type.group(3));
        byte[] characters = in.readNBytes(wide ? BYTES_PER_CHARACTER * length : length);
        return Optional.of(new String(characters, charset).replaceFirst(PADDING, ""));
    }
}
