package org.ncollapse.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A command in one of the repository's Markdown pages.
 *
 * @param place file and line
 * @param words the command as a shell would split it, without comments; variables such as {@code $SCRATCH} stay
 * @param isMention whether it is inline code, which may leave out what a command requires
 */
record DocumentedCommand(String place, List<String> words, boolean isMention) {

    private static final Set<String> OTHER_FOLDERS = Set.of("target", ".git", "src");
    private static final Pattern WORD = Pattern.compile("(?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+");
    private static final Pattern QUOTE = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
    private static final Pattern INLINE = Pattern.compile("`((?:(?:\\./)?ncollapse|mvn) [^`]+)`");
    private static final Pattern PLACEHOLDER_FOR_SEVERAL = Pattern.compile("[|…\\[]|\\.\\.\\.");

    /** The program: the first word. */
    String program() {
        return words.get(0);
    }

    /** What follows the program. */
    List<String> arguments() {
        return words.subList(1, words.size());
    }

    @Override
    public String toString() {
        return place + ": " + String.join(" ", words);
    }

    /** The repository's Markdown files, but for results and what was built. */
    static List<Path> pages() {
        try (Stream<Path> files = Files.walk(Path.of(""), 2)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !OTHER_FOLDERS.contains(file.getName(0).toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The commands in a page's fenced {@code sh} blocks, and in its inline code if it begins with the name of the
     * program or of Maven.
     */
    static List<DocumentedCommand> of(Path page) {
        List<DocumentedCommand> commands = new ArrayList<>();
        String fence = null;
        List<String> lines = lines(page);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String place = page + ":" + (i + 1);
            if (line.strip().startsWith("```")) {
                fence = fence == null ? line.strip().substring(3) : null;
            } else if ("sh".equals(fence)) {
                while (line.endsWith("\\")) {
                    i++;
                    line = line.substring(0, line.length() - 1) + lines.get(i);
                }
                List<String> words = split(line);
                if (!words.isEmpty()) {
                    commands.add(new DocumentedCommand(place, words, false));
                }
            } else if (fence == null) {
                Matcher inline = INLINE.matcher(line);
                while (inline.find()) {
                    if (!PLACEHOLDER_FOR_SEVERAL.matcher(inline.group(1)).find()) {
                        commands.add(new DocumentedCommand(place, split(inline.group(1)), true));
                    }
                }
            }
        }
        return commands;
    }

    /** The text of a page's fenced blocks of a language. */
    static List<String> blocks(Path page, String language) {
        List<String> blocks = new ArrayList<>();
        StringBuilder block = null;
        for (String line : lines(page)) {
            if (block == null && line.strip().equals("```" + language)) {
                block = new StringBuilder();
            } else if (block != null && line.strip().equals("```")) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    private static List<String> lines(Path page) {
        try {
            return Files.readAllLines(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Splits a line at spaces outside quotation marks; a word that begins with # begins a comment. */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find() && !word.group().startsWith("#")) {
            words.add(QUOTE.matcher(word.group())
                    .replaceAll(quoted ->
                            Matcher.quoteReplacement(quoted.group(1) != null ? quoted.group(1) : quoted.group(2))));
        }
        return words;
    }
}
