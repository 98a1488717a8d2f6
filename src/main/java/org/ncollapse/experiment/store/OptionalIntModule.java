package org.ncollapse.experiment.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.util.OptionalInt;

/** Writes an {@link OptionalInt} as a number, or as {@code null} if it is empty. */
final class OptionalIntModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    OptionalIntModule() {
        addSerializer(new Serializer());
        addDeserializer(OptionalInt.class, new Deserializer());
    }

    private static final class Serializer extends StdScalarSerializer<OptionalInt> {
        private static final long serialVersionUID = 1L;

        private Serializer() {
            super(OptionalInt.class);
        }

        @Override
        public void serialize(OptionalInt value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value.isPresent()) {
                json.writeNumber(value.getAsInt());
            } else {
                json.writeNull();
            }
        }
    }

    private static final class Deserializer extends StdScalarDeserializer<OptionalInt> {
        private static final long serialVersionUID = 1L;

        private Deserializer() {
            super(OptionalInt.class);
        }

        @Override
        public OptionalInt deserialize(JsonParser json, DeserializationContext context) throws IOException {
            return OptionalInt.of(_parseIntPrimitive(json, context));
        }

        @Override
        public OptionalInt getNullValue(DeserializationContext context) {
            return OptionalInt.empty();
        }
    }
}
