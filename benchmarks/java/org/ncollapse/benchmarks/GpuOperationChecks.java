package org.ncollapse.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ncollapse.network.kernel.cuda.OperationCheckList;

/** The checks of all operations on a GPU, one a command. */
final class GpuOperationChecks implements CommandHandler {

    private final OperationCheckList checks;

    /** @param large whether to check large shapes too */
    GpuOperationChecks(boolean large) {
        checks = new OperationCheckList(large);
    }

    @Override
    public void handle(String command, int number, ObjectNode answer) {
        switch (command) {
            case "size" -> answer.put("size", checks.size());
            case "check" -> {
                ArrayNode results = answer.putArray("results");
                for (OperationCheckList.Result result : checks.run(number)) {
                    results.addObject()
                            .put("operation", result.operation())
                            .put("kernels", result.kernels())
                            .put("array", result.array())
                            .put("relative-error", result.relativeError())
                            .put("largest-error", result.largestError())
                            .put("bound", result.bound())
                            .put("passed", result.passed());
                }
            }
            default -> throw CommandHandler.unknownCommand(command);
        }
    }
}
