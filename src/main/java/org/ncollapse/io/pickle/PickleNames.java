package org.ncollapse.io.pickle;

import java.util.List;

/** The functions and classes that a kind of pickle may refer to, and what stands for them. */
public interface PickleNames {

    /** Stands for a function or class that a pickle calls. */
    @FunctionalInterface
    interface Function {

        /**
         * Returns the result.
         *
         * @throws RuntimeException of the kinds that {@link PickleReader} takes for damage, if the arguments are others
         *     than expected
         */
        Object call(List<Object> arguments);
    }

    /** An object that is created without its state. */
    @FunctionalInterface
    interface Stateful {

        /** Sets the state that Python's {@code __setstate__} would get. */
        void setState(Object state);
    }

    /** Returns what stands for a function or class, a {@link Function} if it can be called; null if it is not known. */
    Object find(String module, String name);

    /**
     * Returns the object outside the pickle that an identifier stands for.
     *
     * @throws IllegalArgumentException if this kind of pickle has none
     */
    Object findPersistent(Object identifier);
}
