package org.ncollapse.network.device;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ncollapse.io.BadInputException;

/**
 * The NVIDIA cards that a process may use. They come from nvidia-smi, which needs no CUDA library: no build need hold
 * one to say what is there.
 *
 * @param visible in CUDA's order: {@code cuda:N} is the one at N. Of all cards in the order of their places on the bus,
 *     which CUDA_DEVICE_ORDER=PCI_BUS_ID makes CUDA's too (the launcher sets it), those that CUDA_VISIBLE_DEVICES
 *     names, in its order
 * @param unavailableReason why none is visible; null where one is
 */
public record CudaDevices(List<CudaDevice> visible, String unavailableReason) {

    private static final String PROGRAM = "nvidia-smi";
    private static final String[] QUERY = {
        "--query-gpu=index,uuid,name,compute_cap,memory.total,driver_version", "--format=csv,noheader,nounits"
    };
    private static final Pattern CARD = Pattern.compile(
            "(\\d+), *([^,]+?), *([^,]+?), *(\\d+)\\.(\\d+), *(?:(\\d+)|\\[[^,]+]), *(\\d+)\\.(\\d+)[.\\d]*");

    /** It takes up to some seconds where no driver is kept loaded. */
    private static final int PATIENCE_SECONDS = 30;

    /** Those of this machine that this process may use. */
    public static CudaDevices detect() {
        return detect(System.getenv("PATH"), System.getenv("CUDA_VISIBLE_DEVICES"));
    }

    /**
     * @param path where nvidia-smi is looked for: folders as in PATH; null for nowhere
     * @param visible as in CUDA_VISIBLE_DEVICES: indices or beginnings of UUIDs, with commas; null for all cards
     */
    static CudaDevices detect(String path, String visible) {
        Path program = path == null
                ? null
                : Arrays.stream(path.split(File.pathSeparator))
                        .map(folder -> Path.of(folder, PROGRAM))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElse(null);
        if (program == null) {
            return none("there is no " + PROGRAM + ", which comes with NVIDIA's driver");
        }
        try {
            return listed(program, visible);
        } catch (IOException e) {
            return none(program + " cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none(program + " was interrupted");
        }
    }

    private static CudaDevices listed(Path program, String visible) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(QUERY));
        Path answer = Files.createTempFile("cards-", ".csv");
        try {
            // To a file: nobody need read along, so one that neither ends nor falls silent can be given up.
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(answer.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return none(program + " did not answer within " + PATIENCE_SECONDS + " s");
            }
            List<String> lines = new String(Files.readAllBytes(answer), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            String said = lines.isEmpty() ? "nothing" : "'" + lines.get(0).strip() + "'";
            if (process.exitValue() != 0) {
                return none(program + " ended with " + process.exitValue() + " and said " + said);
            }
            List<Matcher> cards =
                    lines.stream().map(line -> CARD.matcher(line.strip())).toList();
            Matcher strange =
                    cards.stream().filter(card -> !card.matches()).findFirst().orElse(null);
            if (cards.isEmpty() || strange != null) {
                return none(program + " lists no cards, it said "
                        + (strange == null
                                ? said
                                : "'" + lines.get(cards.indexOf(strange)).strip() + "'"));
            }
            return shown(cards.stream().map(CudaDevices::card).toList(), visible);
        } finally {
            Files.delete(answer);
        }
    }

    private static CudaDevice card(Matcher line) {
        return new CudaDevice(
                Integer.parseInt(line.group(1)),
                line.group(2),
                line.group(3),
                new CudaDevice.ComputeCapability(Integer.parseInt(line.group(4)), Integer.parseInt(line.group(5))),
                line.group(6) == null ? 0 : Long.parseLong(line.group(6)),
                new CudaDevice.DriverVersion(Integer.parseInt(line.group(7)), Integer.parseInt(line.group(8))));
    }

    /** As CUDA reads it: the first name that fits no card, or a second one, ends the list. */
    private static CudaDevices shown(List<CudaDevice> all, String visible) {
        if (visible == null) {
            return new CudaDevices(all, null);
        }
        List<CudaDevice> shown = new ArrayList<>();
        for (String name : visible.split(",")) {
            CudaDevice named = all.stream()
                    .filter(card -> name.strip().equals(Integer.toString(card.index()))
                            || name.strip().startsWith("GPU-") && card.uuid().startsWith(name.strip()))
                    .findFirst()
                    .orElse(null);
            if (named == null || shown.contains(named)) {
                break;
            }
            shown.add(named);
        }
        return shown.isEmpty()
                ? none("CUDA_VISIBLE_DEVICES is '" + visible + "', which shows none of the machine's cards (0 to "
                        + (all.size() - 1) + ")")
                : new CudaDevices(List.copyOf(shown), null);
    }

    private static CudaDevices none(String trouble) {
        return new CudaDevices(List.of(), trouble);
    }

    /**
     * The card {@code cuda:N}, on which the CUDA build can run.
     *
     * @throws BadInputException where there is no such card, or none on which it can
     */
    public CudaDevice require(int number) {
        String asked = "compute.device: cuda:" + number;
        if (visible.isEmpty()) {
            throw new BadInputException(asked + " is not there, because " + unavailableReason
                    + "; compute.device=cpu trains on the processor");
        }
        if (number >= visible.size()) {
            throw new BadInputException(asked + " is not there: this machine shows "
                    + (visible.size() == 1
                            ? "one card, cuda:0"
                            : visible.size() + " cards, cuda:0 to cuda:" + (visible.size() - 1)));
        }
        String refusal = visible.get(number).unsupportedReason();
        if (refusal != null) {
            throw new BadInputException(asked + " cannot be used: " + refusal);
        }
        return visible.get(number);
    }
}
